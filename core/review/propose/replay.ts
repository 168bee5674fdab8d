import type { Wanted } from "#core/evidence/wanted.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { coverTest } from "#core/policy/cover.ts";
import type { Conditions, PolicyDocument } from "#core/policy/document.ts";
import { evaluate } from "#core/policy/evaluate.ts";
import type { Activity, ActivityEntry } from "#core/usage/activity.ts";
import { conditionsOf, contextsOf } from "#core/usage/receivers.ts";
import type { Replay, WouldDeny } from "../model/proposal.ts";

export interface TriedCalls {
  readonly calls: number;
  readonly allowed: number;
  readonly wouldDeny: readonly WouldDeny[];
}

interface Policies {
  readonly before: readonly PolicyDocument[];
  readonly after: readonly PolicyDocument[];
}

/**
 * Every call that was seen to succeed, evaluated against the role as it would be. A call that the role's own
 * policies did not allow before (a resource policy did) is none of their business and counts as allowed.
 */
export function replay(activity: Activity, wanted: readonly Wanted[], policies: Policies, catalogue: ActionCatalogue): Replay {
  const tried = tryCalls(activity.entries, wanted, policies, catalogue);
  return activity.source !== "trail" ? { ...tried, calls: null, allowed: null } : tried;
}

/** Calls, evaluated against two sets of policies; `wanted` says on what a call without a known resource may have been. */
export function tryCalls(
  entries: readonly ActivityEntry[],
  wanted: readonly Wanted[],
  policies: Policies,
  catalogue: ActionCatalogue,
): TriedCalls {
  const resourcesOf = new Map(wanted.toReversed().map(({ action, resources, conditions }) => [keyOf(action, conditions), resources]));
  const isGranted = { before: grantTest(policies.before, catalogue), after: grantTest(policies.after, catalogue) };
  const tried = entries.map((entry) => {
    const unnamed = resourcesOf.get(keyOf(entry.action, conditionsOf(entry).conditions)) ?? ["*"];
    const denied = [...deniedResources(entry, policies), ...deniedUnnamed(entry, unnamed, isGranted)];
    const calls = callsOf(entry);
    // A call on two resources may be denied for both: it is one call.
    return { entry, calls, denied, missed: Math.min(calls, countOf(denied)) };
  });
  const calls = tried.reduce((sum, { entry, calls: of }) => sum + (entry.impliedBy === undefined ? of : 0), 0);
  return { calls, allowed: calls - Math.min(calls, missedCalls(tried)), wouldDeny: tried.flatMap(({ denied }) => denied) };
}

interface Tried {
  readonly entry: ActivityEntry;
  readonly calls: number;
  /** Of these, how many would be denied. */
  readonly missed: number;
}

/**
 * How many calls miss a permission. What a call needs besides its own action is no call: it counts with the action that implies it. Which
 * calls miss both is not known, so that no more are counted than there are calls, and never too few.
 */
function missedCalls(tried: readonly Tried[]): number {
  const byOwn = Map.groupBy(tried, ({ entry }) => entry.impliedBy?.[0] ?? entry.action);
  const counts = [...byOwn].map(([action, needs]) => {
    const missed = needs.reduce((sum, each) => sum + each.missed, 0);
    const calls = needs.reduce((sum, { entry, calls: of }) => sum + (entry.action === action ? of : 0), 0);
    return calls === 0 ? missed : Math.min(calls, missed);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function keyOf(action: string, conditions: Conditions | undefined): string {
  return conditions === undefined ? action : `${action} ${JSON.stringify(conditions)}`;
}

function callsOf(entry: ActivityEntry): number {
  return entry.count ?? countOf(entry.resources) + unnamedCalls(entry);
}

function countOf(counted: readonly { readonly count: number }[]): number {
  return counted.reduce((sum, { count }) => sum + count, 0);
}

/** A source without counts still shows that the action was used: once, at the least. */
function unnamedCalls(entry: ActivityEntry): number {
  return entry.resources.length === 0 ? Math.max(1, entry.withoutResource) : entry.withoutResource;
}

/** A condition that cannot be judged from a log makes a call uncertain before and after alike; only getting worse counts. */
const CERTAINTY = { allowed: 2, uncertain: 1, "not-allowed": 0, "explicitly-denied": 0 } as const;

function deniedResources(entry: ActivityEntry, { before, after }: Policies): WouldDeny[] {
  const { action } = entry;
  if (entry.resources.length === 0) return [];
  const contexts = contextsOf(entry);
  const certainty = (resource: string, policies: readonly PolicyDocument[]) =>
    Math.min(...contexts.map((context) => CERTAINTY[evaluate({ action, resource, context }, policies)]));
  const isWorse = (arn: string) => {
    const afterwards = certainty(arn, after);
    return afterwards < CERTAINTY.allowed && afterwards < certainty(arn, before);
  };
  return entry.resources.filter(({ arn }) => isWorse(arn)).map(({ arn, count }) => ({ action, resource: arn, count }));
}

type GrantTest = (entry: ActivityEntry, resources: readonly string[]) => boolean;

/** Calls whose resource is not known: all that they could have been on, as far as it was granted, must still be. */
function deniedUnnamed(
  entry: ActivityEntry,
  resources: readonly string[],
  isGranted: { readonly before: GrantTest; readonly after: GrantTest },
): WouldDeny[] {
  const { action } = entry;
  const count = unnamedCalls(entry);
  if (count === 0 || isGranted.after(entry, resources) || !isGranted.before(entry, resources)) return [];
  return [{ action, resource: resources.join(" "), count }];
}

function grantTest(policies: readonly PolicyDocument[], catalogue: ActionCatalogue): GrantTest {
  const isCovered = coverTest(policies, catalogue);
  return (entry, resources) =>
    isCovered({ action: entry.action, resources: { kind: "only", patterns: resources }, conditions: conditionsOf(entry).conditions });
}
