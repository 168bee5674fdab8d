import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import type { ActivityEntry } from "./activity.ts";
import { type ArnTemplate, isOneOf, templatesOf } from "./arn-template.ts";
import { fold, resourceStart } from "./fold.ts";
import { asEvaluated } from "./resources.ts";
import { comesAndGoes, isMadeAnew, openName } from "./varying.ts";

/**
 * How narrow a refined policy names resources.
 * `names`: the names that were seen. `prefix`: the same, but a name that clearly varies (an id, a date, a random end) is left
 * open after what stays. `account`: the resource type, in the regions and the account where it was used.
 */
export type Scope = "names" | "prefix" | "account";

/** Where a role works, for what its calls do not say. */
export interface ScopeFacts {
  readonly partition: string;
  readonly account: string;
  /** Empty where it is not known: every region then. */
  readonly regions: readonly string[];
}

/** Above this many names, what they have in common is named instead. */
export const MOST_NAMES = 10;

/** As many names of one shape show that the varying part of the name varies. */
const fewestAlike = 3;

/** Above this many resource types without a name, their common beginning is named instead. */
const mostTypes = 6;

/** What a call always touches although the reference calls it optional: an instance never starts without a volume. */
const alwaysTouched: Readonly<Record<string, readonly string[]>> = { "ec2:RunInstances": ["volume"] };

/**
 * The resources that a refined policy names for an action: ARN patterns, sorted; `*` alone where the action takes no resource
 * or is not in the catalogue. Every resource that was seen is covered, and so is every one that a call did not tell.
 */
export function scopeResources(entry: ActivityEntry, scope: Scope, facts: ScopeFacts, catalogue: ActionCatalogue): readonly string[] {
  const info = catalogue.find(entry.action);
  if (info === undefined || info.resourceTypes.length === 0) return ["*"];
  const places = { ...facts, regions: entry.regions.length > 0 && !entry.regions.includes("*") ? entry.regions : facts.regions };
  const templates = templatesOf(info);
  const seen = entry.resources.map((resource) => resource.arn);
  const groups = groupByTemplate(seen, templates);
  const unseen = unseenTemplates(info, entry, templates, groups);
  const named = [...groups].flatMap(([template, arns]) =>
    scope === "account" ? openTypes([template], places, arns) : narrow(template, arns, scope),
  );
  const untyped = seen.filter((arn) => !templates.some((template) => template.pattern.test(arn)));
  if (someUntold(entry) && mayTakeNone(info)) return ["*"];
  const patterns = [...named, ...untyped, ...openTypes(unseen, places, [])].map((arn) => asEvaluated(arn, entry.action));
  return withoutCovered(patterns.length === 0 ? ["*"] : patterns);
}

function groupByTemplate(arns: readonly string[], templates: readonly ArnTemplate[]): Map<ArnTemplate, string[]> {
  const groups = new Map<ArnTemplate, string[]>();
  for (const arn of arns) {
    const template = closest(arn, templates);
    if (template !== undefined) groups.set(template, [...(groups.get(template) ?? []), arn]);
  }
  return groups;
}

/** Of several types that fit, the one that says most: an index is not a table. */
function closest(arn: string, templates: readonly ArnTemplate[]): ArnTemplate | undefined {
  const fitting = templates.filter((template) => template.pattern.test(arn));
  return fitting.reduce<ArnTemplate | undefined>(
    (best, next) => (best === undefined || textLength(next) > textLength(best) ? next : best),
    undefined,
  );
}

function textLength(template: ArnTemplate): number {
  return template.texts.join("").length;
}

/** Were there calls whose resource could not be told? */
function someUntold(entry: ActivityEntry): boolean {
  return entry.withoutResource > 0 || entry.resources.length === 0;
}

/**
 * Where the reference requires no resource type, a call may be made without any, and then only `*` allows it. Tagging always
 * has something to tag, and API Gateway's verbs always have a path.
 */
function mayTakeNone(info: ActionInfo): boolean {
  if (info.level === "Tagging" || info.action.startsWith("apigateway:")) return false;
  return !info.resourceTypes.some((type) => type.required);
}

/** Types that the call needed though none of their resources is known. */
function unseenTemplates(
  info: ActionInfo,
  entry: ActivityEntry,
  templates: readonly ArnTemplate[],
  groups: ReadonlyMap<ArnTemplate, unknown>,
): readonly ArnTemplate[] {
  const always = alwaysTouched[info.action] ?? [];
  const needed = templates.filter((template) => template.required || always.includes(template.type));
  if (someUntold(entry)) return needed.length > 0 ? needed : templates;
  if (isOneOf(info)) return [];
  const seenTypes = new Set([...groups.keys()].map((template) => template.type));
  return needed.filter((template) => !seenTypes.has(template.type));
}

/** A type's ARN with its name left open, in each region and account where it was seen or is known. */
function openTypes(templates: readonly ArnTemplate[], facts: ScopeFacts, seen: readonly string[]): readonly string[] {
  const regions = seen.length > 0 ? partsOf(seen, 3) : facts.regions.length > 0 ? facts.regions : ["*"];
  const accounts = seen.length > 0 ? partsOf(seen, 4) : [facts.account || "*"];
  const open = templates.flatMap((template) =>
    regions.flatMap((region) => accounts.map((account) => openType(template, facts.partition || "aws", region, account))),
  );
  const distinct = [...new Set(open)];
  return templates.length > mostTypes ? [...new Set(distinct.map((arn) => `${arn.slice(0, resourceStart(arn))}*`))] : distinct;
}

function partsOf(arns: readonly string[], index: number): readonly string[] {
  return [...new Set(arns.map((arn) => arn.split(":")[index] ?? "*"))];
}

function openType(template: ArnTemplate, partition: string, region: string, account: string): string {
  const filled = template.variables.reduce((arn, { name }, index) => {
    const value = name === "Partition" ? partition : name === "Region" ? region : name === "Account" ? account : "*";
    return arn + value + (template.texts[index + 1] ?? "");
  }, template.texts[0] ?? "");
  return filled.replace(/\*[^:/]*\*/g, "*");
}

function narrow(template: ArnTemplate, arns: readonly string[], scope: "names" | "prefix"): readonly string[] {
  if (isMadeAnew(template.service, template.type))
    return few(
      arns.map((arn) => openEnd(template, arn)),
      template,
    );
  const open = scope === "prefix" ? openVarying(template, arns) : arns;
  return few(open, template).flatMap((arn) => withPath(template, arn));
}

/** The last name of the ARN left open: a log stream's name may hold slashes, and all of it varies. */
function openEnd(template: ArnTemplate, arn: string): string {
  const before = template.texts[template.variables.length - 1] ?? "";
  const at = before === "" ? -1 : arn.lastIndexOf(before);
  return at < 0 || arn.endsWith("*") ? arn : `${arn.slice(0, at + before.length)}*`;
}

/** Object keys vary by themselves; of other names, several alike must show that they do. */
function openVarying(template: ArnTemplate, arns: readonly string[]): readonly string[] {
  const opened = new Map<string, string[]>();
  for (const arn of arns) {
    const key = openArn(template, arn) ?? arn;
    opened.set(key, [...(opened.get(key) ?? []), arn]);
  }
  const enough = template.type === "object" ? 1 : fewestAlike;
  return [...opened].flatMap(([open, alike]) => (alike.length >= enough ? [open] : alike));
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

/** Sorted, each once, without those that another pattern's open end covers. */
function withoutCovered(patterns: readonly string[]): readonly string[] {
  const distinct = [...new Set(patterns)].sort();
  const open = distinct.filter((pattern) => pattern.endsWith("*"));
  return distinct.filter(
    (pattern) => !open.some((other) => other !== pattern && pattern.startsWith(other.slice(0, -1)) && !other.slice(0, -1).includes("*")),
  );
}
