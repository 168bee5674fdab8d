import { serviceOf } from "#core/aws/names.ts";
import { onceFor } from "#core/once.ts";
import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import { recalled } from "#core/recalled.ts";
import { asEvaluated, callFacts, knowledgeOf } from "#core/services/index.ts";
import type { ActivityEntry, SeenResource } from "#core/usage/activity.ts";
import { type ArnTemplate, isOneOf, templatesOf } from "#core/usage/arn-template.ts";
import { choosesName } from "#core/usage/lineage.ts";
import { ownTypesMade } from "#core/usage/made-types.ts";
import { openTypes, type ScopeFacts } from "#core/usage/open-types.ts";
import { typesAlwaysTouched } from "#core/usage/touched.ts";
import { familiesOfType, type MadeFamilies, type MadeFamily, together, typeKey } from "./families.ts";
import { MOST_NAMES } from "./few-names.ts";
import { familiesOf, findsItsOwn, narrow } from "./narrow.ts";
import { distinct, exact, type Named, type Widened, widened } from "./widening.ts";

/**
 * How narrow a refined policy names resources.
 * `names`: the names that were seen. `prefix`: the same, but a name that clearly varies (an id, a date, a random end) is left
 * open after what stays. `account`: the resource type, in the regions and the account where it was used.
 */
export type Scope = "names" | "prefix" | "account";

/** How far resources are left open, and what is known to fill them with. */
export interface Scoping {
  readonly scope: Scope;
  readonly facts: ScopeFacts;
  readonly catalogue: ActionCatalogue;
  readonly families?: MadeFamilies;
}

/**
 * The resources that a refined policy names for an action: ARN patterns, sorted; `*` alone where the action takes no resource
 * or is not in the catalogue. Every resource that was seen is covered, and so is every one that a call did not tell.
 */
export function scopeResources(entry: ActivityEntry, scope: Scope, facts: ScopeFacts, catalogue: ActionCatalogue): readonly string[] {
  return scopeNamed(entry, { scope, facts, catalogue }).resources;
}

/** The same, with those patterns that allow more than what was seen, and why. */
export function scopeNamed(entry: ActivityEntry, { scope, facts, catalogue, families = new Map() }: Scoping): ScopedResources {
  const info = catalogue.find(entry.action);
  if (info === undefined || info.resourceTypes.length === 0) return everything;
  if (someUntold(entry) && mayTakeNone(info)) return everything;
  const places = { ...facts, regions: regionsOf(entry, facts), accounts: accountsOf(entry, facts) };
  if (entry.resources.length === 0) return scopeUnnamed(info, places, catalogue);
  const templates = templatesOf(info);
  const { groups, untyped } = groupByTemplate(entry.resources, templates);
  const makes = groups.size === 0 ? new Set<string>() : typesNamed(info);
  const unseen = openTypes(unseenTemplates(info, entry, templates, groups), places, []);
  const named = [...groups].flatMap(([template, seen]) =>
    scope === "account"
      ? openSeen(template, places, seen)
      : narrow(entry.action, template, seen, {
          scope,
          makes: makes.has(template.type),
          mostNames: facts.mostNames ?? MOST_NAMES,
          families: familiesOfType(template, families),
          ofFound: families.get(typeKey(template))?.ofFound ?? false,
        }),
  );
  const all = [...named, ...untyped.map(exact), ...unseen.map((pattern) => ({ pattern, from: 0 }))];
  if (all.length === 0) return everything;
  const evaluated = all.map((each) => ({ ...each, pattern: asEvaluated(each.pattern, entry.action) }));
  const resources = withoutCovered(evaluated.map(({ pattern }) => pattern));
  const left = new Set(resources);
  return { resources, widened: distinct(evaluated.filter(({ pattern }) => left.has(pattern))).filter(isWidened) };
}

/** Regions and accounts, of which a role's calls have few and the roles of an account much the same. */
const MOST_PLACES = 64;
const unnamed = onceFor((_: ActionCatalogue) => recalled<string, Map<ActionInfo, ScopedResources>>(MOST_PLACES));

/** Where no call named a resource, only the action, the regions and the accounts count: made once for both parts of a window and all roles. */
function scopeUnnamed(info: ActionInfo, places: ScopeFacts, catalogue: ActionCatalogue): ScopedResources {
  const key = `${places.partition} ${places.accounts.join()} ${places.regions.join()}`;
  const known = unnamed(catalogue)(key, () => new Map());
  const made = known.get(info) ?? withoutNames(info, places);
  known.set(info, made);
  return made;
}

function withoutNames(info: ActionInfo, places: ScopeFacts): ScopedResources {
  const open = openTypes(neededTemplates(info, templatesOf(info)), places, []);
  if (open.length === 0) return everything;
  return { resources: withoutCovered(open.map((pattern) => asEvaluated(pattern, info.action))), widened: [] };
}

/** The types whose new things a request of the action names. */
function typesNamed(info: ActionInfo): ReadonlySet<string> {
  return new Set(choosesName(info.action) ? ownTypesMade(info).map((type) => type.name) : []);
}

/** What the names of the things have in common that the role made, as `Scoping` wants them. */
export function madeFamilies(entries: readonly ActivityEntry[], catalogue: ActionCatalogue, mostNames = MOST_NAMES): MadeFamilies {
  const families = new Map<string, MadeFamily>();
  for (const entry of entries) {
    const isFamily = entry.resources.some(({ made }) => made === "new" || (made === "put" && findsItsOwn(entry.action)));
    const info = isFamily ? catalogue.find(entry.action) : undefined;
    if (info === undefined) continue;
    const makes = typesNamed(info);
    if (makes.size === 0) continue;
    for (const [template, seen] of groupByTemplate(entry.resources, templatesOf(info)).groups) {
      if (!makes.has(template.type)) continue;
      const named = narrow(entry.action, template, seen, { scope: "prefix", makes: true, mostNames, families: [], ofFound: false });
      families.set(typeKey(template), together(families.get(typeKey(template)), familiesOf(entry.action, template, named)));
    }
  }
  return families;
}

/** What a refined policy names for an action, and which of it allows more than what was seen. */
export interface ScopedResources {
  readonly resources: readonly string[];
  readonly widened: readonly Widened[];
}

const everything: ScopedResources = { resources: ["*"], widened: [] };

function isWidened(named: Named): named is Widened {
  return named.because !== undefined;
}

function openSeen(template: ArnTemplate, places: ScopeFacts, seen: readonly SeenResource[]): readonly Named[] {
  const patterns = openTypes(
    [template],
    places,
    seen.map(({ arn }) => arn),
  );
  return patterns.map((pattern) => widened(pattern, "whole-type", seen.length));
}

/** More regions than are counted one by one stand as `*`: every region then. */
function regionsOf({ regions }: ActivityEntry, facts: ScopeFacts): readonly string[] {
  if (regions.includes("*")) return [];
  return regions.length > 0 ? regions : facts.regions;
}

/** Of several accounts, those in which the action was called; more than are counted one by one stand as `*`. */
function accountsOf({ accounts: called }: ActivityEntry, { accounts }: ScopeFacts): readonly string[] {
  if (accounts.length < 2 || called.includes("*")) return accounts;
  const known = accounts.filter((account) => called.includes(account));
  return known.length > 0 ? known : accounts;
}

/** Resources by the type that says most of them; `untyped` are of none of the types. */
function groupByTemplate(
  seen: readonly SeenResource[],
  templates: readonly ArnTemplate[],
): { readonly groups: ReadonlyMap<ArnTemplate, readonly SeenResource[]>; readonly untyped: readonly SeenResource[] } {
  const groups = new Map<ArnTemplate, SeenResource[]>();
  const untyped: SeenResource[] = [];
  if (seen.length === 0) return { groups, untyped };
  const mostSaid = templates.toSorted((a, b) => textLength(b) - textLength(a));
  for (const resource of seen) {
    // An index is not a table.
    const template = mostSaid.find(({ pattern }) => pattern.test(resource.arn));
    if (template === undefined) untyped.push(resource);
    else {
      const group = groups.get(template) ?? [];
      groups.set(template, group);
      group.push(resource);
    }
  }
  return { groups, untyped };
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
 * has something to tag, and some services have no call without a resource.
 */
function mayTakeNone(info: ActionInfo): boolean {
  if (info.level === "Tagging" || knowledgeOf(serviceOf(info.action)).alwaysHasResource) return false;
  return !info.resourceTypes.some((type) => type.required);
}

/** Types that the call needed though none of their resources is known. */
function unseenTemplates(
  info: ActionInfo,
  entry: ActivityEntry,
  templates: readonly ArnTemplate[],
  groups: ReadonlyMap<ArnTemplate, unknown>,
): readonly ArnTemplate[] {
  if (someUntold(entry)) return neededTemplates(info, templates);
  if (isOneOf(info)) return [];
  const seenTypes = [...groups.keys()].map((template) => template.type);
  const { types: alternatives = [] } = callFacts(info.action).alternatives ?? {};
  const settled = new Set([...seenTypes, ...(seenTypes.some((type) => alternatives.includes(type)) ? alternatives : [])]);
  return needed(info, templates).filter((template) => !settled.has(template.type));
}

/** The types of a call that told none: those that it cannot do without, or else any. */
function neededTemplates(info: ActionInfo, templates: readonly ArnTemplate[]): readonly ArnTemplate[] {
  const certain = needed(info, templates);
  return certain.length > 0 ? certain : templates;
}

function needed(info: ActionInfo, templates: readonly ArnTemplate[]): readonly ArnTemplate[] {
  const always = typesAlwaysTouched(info.action);
  return templates.filter((template) => template.required || always.includes(template.type));
}

/** Sorted, each once, without those that another pattern's open end covers. */
function withoutCovered(patterns: readonly string[]): readonly string[] {
  const distinct = [...new Set(patterns)].sort();
  const heads = distinct.filter((pattern) => /^[^*]*\*$/.test(pattern)).map((pattern) => pattern.slice(0, -1));
  return distinct.filter((pattern) => !heads.some((head) => pattern.startsWith(head) && pattern !== `${head}*`));
}
