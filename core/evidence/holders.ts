import { serviceOfArn } from "#core/aws/arn.ts";
import type { ActionName } from "#core/aws/names.ts";
import { onceFor } from "#core/once.ts";
import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import type { Grant } from "#core/policy/document.ts";
import { recalled } from "#core/recalled.ts";
import type { BlindSpot } from "#core/services/index.ts";
import { isOneOf, templatesOf } from "#core/usage/arn-template.ts";
import { openTypes, type ScopeFacts } from "#core/usage/open-types.ts";
import { scopeResources } from "./scope.ts";

/** What holds the resources of a blind spot's actions: a bucket, a table, a queue. Undefined where the ARN is of no such thing, or names none. */
export function holderOf(arn: string, spot: BlindSpot, actions: readonly ActionInfo[]): string | undefined {
  if (serviceOfArn(arn) !== spot.service) return undefined;
  const holder = spot.holder === undefined ? arn : spot.holder.exec(arn)?.[0];
  if (holder === undefined || /[*?]/.test(holder)) return undefined;
  return actions.some((info) => patternsWithin(info, holder).length > 0) ? holder : undefined;
}

/** What of an action's resource types lies within the holder, as ARN patterns: the holder itself, or all that it holds. */
function patternsWithin(info: ActionInfo, holder: string): readonly string[] {
  const possible = [holder, `${holder}/*`, `${holder}/index/*`, `${holder}/stream/*`, `${holder}:log-stream:*`, `${holder}:*`];
  const templates = templatesOf(info);
  return possible.filter((arn) => templates.some((template) => template.pattern.test(arn)));
}

/** The action on what the holder holds; types that it needs besides are left open. Undefined where nothing of it lies within the holder. */
export function grantWithin(info: ActionInfo, holder: string, facts: ScopeFacts): Grant | undefined {
  const within = patternsWithin(info, holder);
  if (within.length === 0) return undefined;
  const missing = isOneOf(info)
    ? []
    : templatesOf(info).filter(({ required, pattern }) => required && !within.some((arn) => pattern.test(arn)));
  return { action: info.action, resources: [...within, ...openTypes(missing, facts, [])] };
}

/** The action on all resources of its types, in the account and the regions where the role works. */
export function grantAnywhere(action: ActionName, facts: ScopeFacts, catalogue: ActionCatalogue): Grant {
  return anywhere(facts, catalogue)(action);
}

/** `grantAnywhere` for many actions. */
export function anywhere(facts: ScopeFacts, catalogue: ActionCatalogue): (action: ActionName) => Grant {
  const { regions } = facts;
  if (regions.length === 0) {
    const everywhere = anywhereIn(facts, catalogue);
    return (action) => ({ action, resources: everywhere(action) });
  }
  // No ARN pattern of one region covers one of another, so that each region can be put in by itself.
  const inRegion = anywhereIn({ ...facts, regions: [REGION] }, catalogue);
  const inRegions = new Map<readonly string[], readonly string[]>();
  return (action) => {
    const patterns = inRegion(action);
    const resources = inRegions.get(patterns) ?? [...new Set(patterns.flatMap((pattern) => regionsIn(pattern, regions)))].sort();
    inRegions.set(patterns, resources);
    return { action, resources };
  };
}

/** Stands for a region's name; no ARN holds it. */
const REGION = "\0";

function regionsIn(pattern: string, regions: readonly string[]): readonly string[] {
  return pattern.includes(REGION) ? regions.map((region) => pattern.split(REGION).join(region)) : [pattern];
}

function scopeAnywhere(action: ActionName, facts: ScopeFacts, catalogue: ActionCatalogue): readonly string[] {
  const entry = { action, resources: [], withoutResource: 1, regions: facts.regions, accounts: [], via: [] };
  return scopeResources(entry, "account", facts, catalogue);
}

/** Resources by action, and each list by its text: many actions of a service share one. */
interface Places {
  readonly byAction: Map<string, readonly string[]>;
  readonly lists: Map<string, readonly string[]>;
}

const MOST_PLACES = 16;
/** Hundreds of actions are asked about, of all roles of an account. */
const places = onceFor((_: ActionCatalogue) => recalled<string, Places>(MOST_PLACES));

/** The resources in these regions, made once: equal ones are one and the same list. */
function anywhereIn(facts: ScopeFacts, catalogue: ActionCatalogue): (action: ActionName) => readonly string[] {
  const key = [facts.partition, ...facts.accounts, ...facts.regions].join(" ");
  const known = places(catalogue)(key, () => ({ byAction: new Map(), lists: new Map() }));
  return (action) => known.byAction.get(action) ?? remember(action, scopeAnywhere(action, facts, catalogue), known);
}

function remember(action: string, made: readonly string[], { byAction, lists }: Places): readonly string[] {
  const text = made.join("\n");
  const list = lists.get(text) ?? made;
  lists.set(text, list);
  byAction.set(action, list);
  return list;
}
