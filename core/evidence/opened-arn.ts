import { type NamePart, namesIn } from "#core/usage/arn-names.ts";
import type { ArnTemplate } from "#core/usage/arn-template.ts";
import { closedName, type NameForm, type VaryingPart, varyingPart } from "./recurring-names.ts";

/** An ARN with its varying parts left open, and the first form that they vary in. */
export interface OpenedArn {
  readonly pattern: string;
  readonly form: NameForm;
  /** The same, closed again by what is constant in its names; undefined where nothing is. */
  readonly closed?: string;
}

/**
 * The ARN with each name left open where it begins to vary in a wanted form, or as a whole where it is one of the ids; what follows an open name and is open itself falls
 * away (`stack/web-pr-*`). Undefined where no name varies so.
 */
export function openArn(
  template: ArnTemplate,
  arn: string,
  isWanted: (part: NamePart, form: NameForm) => boolean,
  ids: readonly string[] = [],
): OpenedArn | undefined {
  const parts = namesIn(template, arn);
  const found = parts.map((part) => {
    if (ids.includes(part.value)) return { at: 0, end: part.value.length, form: "id" } as const;
    return isRevision(arn, part, parts) ? revision(part, isWanted) : varyingPart(part.value, (form) => isWanted(part, form));
  });
  const form = found.find((varying) => varying !== undefined)?.form;
  if (form === undefined) return undefined;
  // The next day's folder may hold other objects as well.
  const mayEnd = template.type !== "object";
  const closed = parts.map(({ value }, index) => (found[index] && mayEnd ? closedName(value, found[index]) : undefined));
  const opened = parts.map((part, index) => part.value.slice(0, found[index]?.at ?? part.value.length) + (found[index] ? "*" : ""));
  const isClosed = closed.some((name) => name !== undefined);
  const names = opened.map((name, index) => closed[index] ?? name);
  return { pattern: withNames(arn, parts, opened), form, ...(isClosed ? { closed: withNames(arn, parts, names) } : {}) };
}

/** `task-definition/nightly:42` has a revision that is a name of its own. */
function isRevision(arn: string, { start, value, isLast }: NamePart, { length }: readonly NamePart[]): boolean {
  return isLast && length > 1 && arn[start - 1] === ":" && /^\d{1,9}$/.test(value);
}

function revision(part: NamePart, isWanted: (part: NamePart, form: NameForm) => boolean): VaryingPart | undefined {
  return isWanted(part, "revision") ? { at: 0, end: part.value.length, form: "revision" } : undefined;
}

/** The name of the thing itself, before an id that AWS makes up and no request tells: a stack's, before its `/*`. */
export function ownName(parts: readonly NamePart[]): NamePart | undefined {
  return parts.findLast(({ value }) => value !== "*") ?? parts.at(-1);
}

/** The ARN with the name of the thing itself left open. */
export function openOwn(template: ArnTemplate, arn: string): string {
  return openOne(template, arn, ownName);
}

/** The ARN with its last name left open. */
export function openLast(template: ArnTemplate, arn: string): string {
  return openOne(template, arn, (parts) => parts.at(-1));
}

function openOne(template: ArnTemplate, arn: string, pick: (parts: readonly NamePart[]) => NamePart | undefined): string {
  const parts = namesIn(template, arn);
  const picked = pick(parts);
  return withNames(
    arn,
    parts,
    parts.map((part) => (part === picked ? openName(part) : part.value)),
  );
}

/** An open name. The path of an IAM name is chosen for what it groups, and no part of the name (IAM User Guide, "IAM identifiers"). */
function openName({ variable, value }: NamePart): string {
  return variable.endsWith("WithPath") ? `${value.slice(0, value.lastIndexOf("/") + 1)}*` : "*";
}

/** An open name that others follow which are open as a whole needs none of them: a wildcard goes on over them. */
function withNames(arn: string, parts: readonly NamePart[], names: readonly string[]): string {
  let shown = parts.length;
  while (shown > 1 && names[shown - 1] === "*" && names[shown - 2]?.endsWith("*")) shown -= 1;
  let text = "";
  let from = 0;
  for (const [index, part] of parts.slice(0, shown).entries()) {
    text += arn.slice(from, part.start) + (names[index] ?? "");
    from = part.start + part.value.length;
  }
  return shown < parts.length ? text : text + arn.slice(from);
}
