import { type EntryOf, entriesOf, type JournalEntry } from "../../model/journal.ts";
import type { DeniedCall } from "./watch.ts";

/** A call that fails in a loop is counted so far, and no further. */
export const MOST_COUNTED = 100;
/** And so many of a role's denied calls are kept in all: whoever has taken the role over may call for anything, and the record is read with each. */
export const MOST_NOTED = 500;

/** What is kept of a call's own words: enough for a person to know it again. */
const MOST_RESOURCES = 20;
const MOST_CHARACTERS = 300;

/** How the journal notes a denied call. */
export function deniedEntry(call: DeniedCall, eventId: string, at: string): EntryOf<"denied"> {
  const clip = (text: string) => text.slice(0, MOST_CHARACTERS);
  return {
    kind: "denied",
    at,
    action: call.action,
    resources: call.resources.slice(0, MOST_RESOURCES).map(clip),
    session: clip(call.session),
    address: clip(call.address),
    region: clip(call.region),
    userAgent: clip(call.userAgent),
    eventId,
  };
}

/** Does the journal hold this very call, or so many that it holds no more? */
export function isCounted(journal: readonly JournalEntry[], { action }: Pick<DeniedCall, "action">, eventId: string): boolean {
  const calls = entriesOf(journal, "denied");
  const same = calls.filter((entry) => entry.action === action);
  return calls.length >= MOST_NOTED || same.length >= MOST_COUNTED || same.some((entry) => entry.eventId === eventId);
}

/** Are there so many that no more are counted? */
export function isFull(journal: readonly JournalEntry[]): boolean {
  return entriesOf(journal, "denied").length >= MOST_NOTED;
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

/** A call that fails in a loop must not flood the approvers: it is told once, and again when it has become much more. */
const TOLD_AT = [1, 10, MOST_COUNTED];

/** What the next message about a role's denied calls is about. */
export interface DueDenials {
  /** How many messages went out before. */
  readonly messages: number;
  readonly actions: readonly DeniedAction[];
  /** Those that no message named before. */
  readonly fresh: readonly string[];
  /** Of all that the journal holds by now. */
  readonly calls: number;
}

/** Actions that were denied since the last message for the first, the tenth or the hundredth time; none where there is nothing to tell. */
export function dueDenials(journal: readonly JournalEntry[]): DueDenials {
  const messages = entriesOf(journal, "denied-told");
  const calls = entriesOf(journal, "denied");
  const told = new Map(deniedActions(calls.slice(0, messages.at(-1)?.calls ?? 0)).map(({ count, last }) => [last.action, count]));
  const actions = deniedActions(calls).filter(({ count, last }) => {
    const before = told.get(last.action) ?? 0;
    return TOLD_AT.some((step) => before < step && step <= count);
  });
  const fresh = actions.map(({ last }) => last.action).filter((action) => !told.has(action));
  return { messages: messages.length, actions, fresh, calls: calls.length };
}

/** Seconds between one message and the next, by how many went out: what comes in between is gathered. */
const PERIODS = [60, 900, 3600];
/** Calls that come together are told together. */
const LEAST_SECONDS = 60;

/** In how many seconds the next message is due. */
export function secondsToNextMessage(journal: readonly JournalEntry[], now: string): number {
  const messages = entriesOf(journal, "denied-told");
  const period = PERIODS[Math.min(messages.length, PERIODS.length - 1)] ?? LEAST_SECONDS;
  const last = messages.at(-1);
  const since = last ? (Date.parse(now) - Date.parse(last.at)) / 1000 : 0;
  return Math.max(LEAST_SECONDS, Math.round(period - since));
}
