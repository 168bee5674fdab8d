import type { JournalEntry } from "../record.ts";
import type { DeniedCall } from "./watch.ts";

/** A call that fails in a loop is counted so far, and no further. */
export const MOST_COUNTED = 100;

const DENIED = "Denied since the change: ";

/** How the journal notes a denied call. */
export function deniedEntry({ action, resources, session, address }: DeniedCall, at: string): JournalEntry {
  const detail = `${resources.join(", ") || "*"} by ${session} from ${address}`;
  return { at, step: `${DENIED}${action}`, state: "failed", detail };
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
