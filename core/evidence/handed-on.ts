import { resourceStart, typeInArn } from "#core/aws/arn.ts";
import { serviceOf } from "#core/aws/names.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Conditions } from "#core/policy/document.ts";
import { matches } from "#core/policy/match.ts";
import { callFacts } from "#core/services/index.ts";
import type { HandingFact } from "#core/services/knowledge.ts";
import type { ActivityEntry, SeenResource } from "#core/usage/activity.ts";
import { templatesOf } from "#core/usage/arn-template.ts";
import { narrow } from "./narrow.ts";
import type { Scope } from "./scope.ts";
import { type Widened, widened } from "./widening.ts";

/** Above as many, what is handed on says little, and no condition is written. */
const MOST_VALUES = 20;

/**
 * A condition that keeps an action to what its calls handed on: a role that attached one policy to others need not attach any other. None
 * where a call does not tell, and where the later part of the window handed on something that the first part does not foretell.
 */
export function handingConditions(
  entry: ActivityEntry,
  later: readonly ActivityEntry[],
  scoping: { readonly scope: Scope; readonly catalogue: ActionCatalogue },
): { readonly conditions?: Conditions } {
  const fact = callFacts(entry.action).handsOn;
  if (fact === undefined || entry.handedOn === undefined) return {};
  const seen = later.flatMap((each) => (each.action === entry.action ? (each.handedOn ?? []) : []));
  const isLater = new Set(seen.map(({ arn }) => arn));
  const before = entry.handedOn.filter(({ arn, count }) => count > countIn(seen, arn));
  const foretold = patternsOf(before, fact, entry.action, scoping);
  if (before.length > 0 && [...isLater].some((arn) => !foretold.some((pattern) => matches(pattern, arn)))) return {};
  const patterns = patternsOf(entry.handedOn, fact, entry.action, scoping);
  return patterns.length > MOST_VALUES ? {} : { conditions: { ArnLike: { [fact.key]: patterns } } };
}

function countIn(seen: readonly SeenResource[], wanted: string): number {
  return seen.reduce((sum, { arn, count }) => sum + (arn === wanted ? count : 0), 0);
}

/** What the ARNs have in common, as resources are narrowed; what is of no known type stands as it is. */
function patternsOf(
  values: readonly SeenResource[],
  { typeOf }: HandingFact,
  action: string,
  { scope, catalogue }: { readonly scope: Scope; readonly catalogue: ActionCatalogue },
): readonly string[] {
  const info = catalogue.find(`${serviceOf(action)}:${typeOf}`);
  const [template] = info === undefined ? [] : templatesOf(info);
  if (template === undefined || scope === "names") return values.map(({ arn }) => arn);
  const named = narrow(action, template, values, { scope: "prefix", makes: false, mostNames: Number.POSITIVE_INFINITY, families: [] });
  // A policy is named with its path, unlike a role.
  return [...new Set(named.map(({ pattern }) => pattern).filter((pattern) => !pattern.includes("/*/")))].sort();
}

/** As many things that were locked, none of them used often, show that the next one is another. */
const FEWEST_LOCKED = 3;
const SELDOM = 3;

/** What the role attached nothing to but policies that take rights away, as it answers an incident: ARNs of users and roles. */
export function lockedThings(entries: readonly ActivityEntry[]): ReadonlySet<string> {
  const locking = entries.filter(({ action, handedOn }) => {
    const ends = callFacts(action).handsOn?.onlyDenies ?? [];
    return action.includes(":Attach") && handedOn?.every(({ arn }) => ends.includes(arn.replace(/^.*\//, "")));
  });
  return new Set(locking.flatMap(({ resources }) => resources.map(({ arn }) => arn)));
}

/** Any thing of the type in place of those that were locked, where the action is on such things alone: the next incident is another's. */
export function openLocked({ resources, withoutResource }: ActivityEntry, locked: ReadonlySet<string>): readonly Widened[] {
  const isOther = ({ arn, count }: SeenResource) => !locked.has(arn) || count > SELDOM;
  if (locked.size === 0 || resources.length < FEWEST_LOCKED || withoutResource > 0 || resources.some(isOther)) return [];
  const types = Map.groupBy(resources, ({ arn }) => `${arn.slice(0, resourceStart(arn))}${typeInArn(arn)}`);
  return [...types].map(([type, seen]) => widened(`${type}*`, "new-each-time", seen.length));
}
