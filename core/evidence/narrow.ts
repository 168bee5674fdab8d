import type { ArnTemplate } from "#core/usage/arn-template.ts";
import { fold, resourceStart } from "#core/usage/fold.ts";
import { openType } from "#core/usage/open-types.ts";
import { comesAndGoes, isMadeAnew, openName } from "./varying.ts";

/** Above this many names, what they have in common is named instead. */
export const MOST_NAMES = 10;

/** As many names of one shape show that the varying part of the name varies. */
const fewestAlike = 3;

/** Actions after which the thing that they name is no more. */
const unmaking = /:(?:Delete|Terminate|Deregister|Destroy|Release|Purge)/;

/**
 * The names that were seen of one resource type as few patterns that cover them all; `prefix` leaves open what clearly varies,
 * and with it even one made-up id of what comes and goes, where the action did away with it: it does not come again.
 */
export function narrow(action: string, template: ArnTemplate, arns: readonly string[], scope: "names" | "prefix"): readonly string[] {
  if (isMadeAnew(template.service, template.type))
    return few(
      arns.map((arn) => openEnd(template, arn)),
      template,
    );
  const open = scope === "prefix" ? openVarying(template, arns, unmaking.test(action)) : arns;
  return few(open, template).flatMap((arn) => withPath(template, arn));
}

/** The last name of the ARN left open: a log stream's name may hold slashes, and all of it varies. */
function openEnd(template: ArnTemplate, arn: string): string {
  const before = template.texts[template.variables.length - 1] ?? "";
  const at = before === "" ? -1 : arn.lastIndexOf(before);
  return at < 0 || arn.endsWith("*") ? arn : `${arn.slice(0, at + before.length)}*`;
}

/** Object keys vary by themselves; of other names, several alike must show that they do. */
function openVarying(template: ArnTemplate, arns: readonly string[], areGone: boolean): readonly string[] {
  const opened = new Map<string, string[]>();
  for (const arn of arns) {
    const key = openArn(template, arn) ?? arn;
    opened.set(key, [...(opened.get(key) ?? []), arn]);
  }
  const enough = template.type === "object" ? 1 : fewestAlike;
  const isGone = (open: string) => areGone && /[:/]\*$/.test(open);
  return [...opened].flatMap(([open, alike]) => (alike.length >= enough || isGone(open) ? [open] : alike));
}

/** Leaves open what varies behind the part of the ARN that every resource of the type shares; a bucket's name never is. */
function openArn(template: ArnTemplate, arn: string): string | undefined {
  const start = template.type === "object" ? arn.indexOf("/") + 1 : nameStart(template, arn);
  const open = openName(arn.slice(start));
  if (open === undefined || (open === "*" && !comesAndGoes(template.type))) return undefined;
  return arn.slice(0, start) + open;
}

function nameStart(template: ArnTemplate, arn: string): number {
  const fixed = /^[^$]*?([a-zA-Z-]+[:/])?$/.exec(template.texts[3] ?? "")?.[1] ?? "";
  return resourceStart(arn) + (arn.startsWith(fixed, resourceStart(arn)) ? fixed.length : 0);
}

/** No more than MOST_NAMES patterns: the ends are left open until so few are left, at the most the whole type. */
function few(arns: readonly string[], template: ArnTemplate): readonly string[] {
  let names = [...new Set(arns)].sort();
  if (names.length > MOST_NAMES) names = sharedBeginnings(template, names);
  while (names.length > MOST_NAMES) {
    const folded = [...new Set(names.map(fold))].sort();
    if (folded.length === names.length && folded.every((arn, index) => arn === names[index])) break;
    names = folded;
  }
  return names.map((arn) => (arn.length === resourceStart(arn) + 1 && arn.endsWith("*") ? wholeType(template, arn) : arn));
}

/** Names that begin with the same word (`app-web-1`, `app-web-2`) by all that they share, where enough of them do; the others as they are. */
function sharedBeginnings(template: ArnTemplate, arns: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const arn of arns) {
    const start = nameStart(template, arn);
    const word = /^[/]?[^-_./:*]{2,}(?=[-_./:])/.exec(arn.slice(start))?.[0];
    const key = word === undefined ? arn : arn.slice(0, start) + word;
    groups.set(key, [...(groups.get(key) ?? []), arn]);
  }
  return [...groups.values()].flatMap((alike) => (alike.length >= fewestAlike ? [shared(alike)] : alike)).sort();
}

/** What all begin with, up to the last separator, and an open end. */
function shared(arns: readonly string[]): string {
  const [first = "", ...others] = arns;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return `${first.slice(0, length).replace(/[^-_./:]*$/, "")}*`;
}

/** `arn:…:account:*` would be every type of the service; the one type is enough. */
function wholeType(template: ArnTemplate, arn: string): string {
  const [, partition = "aws", , region = "*", account = "*"] = arn.split(":");
  return openType(template, partition, region, account);
}

/** A request names a role or user without its path; a name is unique whatever its path, so a path before it adds nobody. */
function withPath(template: ArnTemplate, arn: string): readonly string[] {
  const pathless = template.service === "iam" && template.variables.at(-1)?.name.endsWith("WithPath") === true;
  const found = pathless ? /^([^/]+\/)([^/*]+)$/.exec(arn) : null;
  return found === null ? [arn] : [arn, `${found[1]}*/${found[2]}`];
}
