import { type EntryOf, entriesOf, type JournalEntry } from "../model/journal.ts";
import type { DeniedCall } from "./watch.ts";

/** A call that fails in a loop is counted so far, and no further. */
export const MOST_COUNTED = 100;

/** How the journal notes a denied call. */
export function deniedEntry({ action, resources, session, address }: DeniedCall, eventId: string, at: string): EntryOf<"denied"> {
  return { kind: "denied", at, action, resources, session, address, eventId };
}

/** Which of an action's denied calls the event is, from 1; undefined where the journal does not hold it. */
export function placeOf(journal: readonly JournalEntry[], { action }: DeniedCall, eventId: string): number | undefined {
  const calls = entriesOf(journal, "denied").filter((entry) => entry.action === action);
  const place = calls.findIndex((entry) => entry.eventId === eventId);
  return place === -1 ? undefined : place + 1;
}

/** What a role was denied since its change, by action. */
export interface DeniedAction {
  readonly count: number;
  /** The last of its calls. */
  readonly last: EntryOf<"denied">;
}

export function deniedActions(journal: readonly JournalEntry[]): readonly DeniedAction[] {
  const found = new Map<string, DeniedAction>();
  for (const last of entriesOf(journal, "denied")) found.set(last.action, { count: (found.get(last.action)?.count ?? 0) + 1, last });
  return [...found.values()];
}
