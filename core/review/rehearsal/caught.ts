import type { Activity, ActivityEntry } from "#core/usage/activity.ts";
import { type EntryOf, entriesOf, type JournalEntry, sinceSetAside } from "../model/journal.ts";
import type { Review } from "../model/review.ts";
import type { WouldDenyCall } from "./would-deny.ts";

/** A call that comes in a loop is counted so far, and no further. */
export const MOST_COUNTED = 100;

/** What a rehearsal caught of one action. */
export interface CaughtAction {
  readonly action: string;
  readonly count: number;
  readonly resources: readonly string[];
}

/** How the journal notes a live call that would be denied. */
export function wouldDenyEntry(
  { action, resources, call }: WouldDenyCall,
  seen: Pick<EntryOf<"would-deny">, "session" | "address" | "eventId">,
  at: string,
): EntryOf<"would-deny"> {
  return { kind: "would-deny", at, action, resources, call, ...seen };
}

/** Which of an action's caught calls the event is, from 1; undefined where the journal does not hold it. */
export function placeAmongCaught(journal: readonly JournalEntry[], action: string, eventId: string): number | undefined {
  const calls = entriesOf(journal, "would-deny").filter((entry) => entry.action === action);
  const place = calls.findIndex((entry) => entry.eventId === eventId);
  return place === -1 ? undefined : place + 1;
}

/** Every action that rehearsals of the review caught, in the order in which they were caught first. */
export function caughtActions(journal: readonly JournalEntry[]): readonly CaughtAction[] {
  const byAction = Map.groupBy(entriesOf(journal, "would-deny"), ({ action }) => action);
  return [...byAction].map(([action, calls]) => ({
    action,
    count: calls.length,
    resources: [...new Set(calls.flatMap(({ resources }) => resources))],
  }));
}

/** When the rehearsal under way caught its first call; undefined where it caught none. */
export function firstCaughtAt(journal: readonly JournalEntry[]): string | undefined {
  return entriesOf(sinceSetAside(journal), "would-deny")[0]?.at;
}

/** Is the review's change held against live calls at this moment? */
export function isRehearsing({ status, rehearsal }: Review): boolean {
  return status === "rehearsing" && rehearsal !== undefined;
}

/** Activity with the calls that rehearsals caught, as if the evidence had held them. */
export function withCaught(activity: Activity, journal: readonly JournalEntry[]): Activity {
  const caught = entriesOf(journal, "would-deny").map(({ call }) => call);
  if (caught.length === 0) return activity;
  const entries = new Map(activity.entries.map((entry) => [keyOf(entry), entry]));
  for (const call of caught) {
    const known = entries.get(keyOf(call));
    entries.set(keyOf(call), known ? joined(known, call) : call);
  }
  return { ...activity, entries: [...entries.values()].sort((a, b) => (a.action < b.action ? -1 : a.action > b.action ? 1 : 0)) };
}

function keyOf({ action, receivers = [] }: ActivityEntry): string {
  return `${action} ${receivers.join(" ")}`;
}

/** Implied is what was recorded by neither. */
function joined({ impliedBy, handedOn, ...a }: ActivityEntry, b: ActivityEntry): ActivityEntry {
  const counts = new Map(a.resources.map((resource) => [resource.arn, resource]));
  for (const resource of b.resources) {
    const known = counts.get(resource.arn);
    counts.set(resource.arn, known ? { ...known, count: known.count + resource.count } : resource);
  }
  const implied = impliedBy && b.impliedBy ? { impliedBy: union(impliedBy, b.impliedBy) } : {};
  return {
    ...a,
    ...implied,
    ...(handedOn && b.handedOn ? { handedOn: [...handedOn, ...b.handedOn] } : {}),
    ...(a.count === undefined || b.count === undefined ? {} : { count: a.count + b.count }),
    ...(b.lastSeen === undefined ? {} : { lastSeen: b.lastSeen }),
    resources: [...counts.values()].sort((one, other) => (one.arn < other.arn ? -1 : 1)),
    withoutResource: a.withoutResource + b.withoutResource,
    regions: union(a.regions, b.regions),
    accounts: union(a.accounts, b.accounts),
    via: union(a.via, b.via),
  };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].sort();
}
