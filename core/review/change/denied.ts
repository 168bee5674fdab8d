import type { JournalEntry } from "../model/journal.ts";
import type { DeniedCall } from "./watch.ts";

/** A call that fails in a loop is counted so far, and no further. */
export const MOST_COUNTED = 100;

const DENIED = "Denied since the change: ";

/** How the journal notes a denied call. `eventId` is CloudTrail's, which tells a second delivery from a second call. */
export function deniedEntry({ action, resources, session, address }: DeniedCall, eventId: string, at: string): JournalEntry {
  const detail = `${resources.join(", ") || "*"} by ${session} from ${address}${idText(eventId)}`;
  return { at, step: `${DENIED}${action}`, state: "failed", detail };
}

/** Which of an action's denied calls the event is, from 1; undefined where the journal does not hold it. */
export function placeOf(journal: readonly JournalEntry[], { action }: DeniedCall, eventId: string): number | undefined {
  const calls = journal.filter(({ step }) => step === `${DENIED}${action}`);
  const place = calls.findIndex(({ detail = "" }) => detail.endsWith(idText(eventId)));
  return place === -1 ? undefined : place + 1;
}

function idText(eventId: string): string {
  return `, event ${eventId}`;
}

/** What a role was denied since its change, by action. */
export interface DeniedAction {
  readonly action: string;
  readonly count: number;
  /** When last; ISO 8601. */
  readonly at: string;
  /** On what and by whom, last. */
  readonly detail: string;
}

export function deniedActions(journal: readonly JournalEntry[]): readonly DeniedAction[] {
  const found = new Map<string, DeniedAction>();
  for (const { step, at, detail = "" } of journal) {
    if (!step.startsWith(DENIED)) continue;
    const action = step.slice(DENIED.length);
    found.set(action, { action, count: (found.get(action)?.count ?? 0) + 1, at, detail });
  }
  return [...found.values()];
}
