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
  const named = narrow(action, template, values, {
    scope: "prefix",
    makes: false,
    mostNames: Number.POSITIVE_INFINITY,
    families: [],
    ofFound: false,
  });
  // A policy is named with its path, unlike a role.
  return [...new Set(named.map(({ pattern }) => pattern).filter((pattern) => !pattern.includes("/*/")))].sort();
}
