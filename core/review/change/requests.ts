import type { JournalEntry } from "../model/journal.ts";

const ASKED = "Restore asked for";
const REFUSED = "Restore refused";
const FAILED = "Restore failed";

/** How long a request may be on its way before it is no longer taken to be: as long as its step may take. */
const UNDER_WAY_SECONDS = 900;

export interface RestoreRequest {
  readonly by: string;
  readonly reason: string;
  /** Actions, or patterns of them; absent where all is asked for. */
  readonly addBack?: readonly string[] | undefined;
}

/** How the journal notes that somebody wants something back, and why. */
export function askedEntry({ by, reason, addBack }: RestoreRequest, at: string): JournalEntry {
  return {
    at,
    step: addBack ? `${ASKED}: ${addBack.join(", ")}` : ASKED,
    state: "done",
    detail: reason === "" ? `by ${by}` : `by ${by}: ${reason}`,
  };
}

/** How it notes that nothing was done about it. */
export function refusedEntry(because: string, at: string): JournalEntry {
  return { at, step: REFUSED, state: "failed", detail: because };
}

/** What an entry of askedEntry says, for people. */
export function askedText({ detail = "by somebody" }: JournalEntry): string {
  return `Asked for ${detail}.`;
}

/** How it notes that one of those that restore stopped half-way. */
export function failedEntry(by: string, because: string, at: string): JournalEntry {
  return { at, step: `${FAILED}: ${by}`, state: "failed", detail: because };
}

export function isFailureNoted(journal: readonly JournalEntry[], by: string): boolean {
  return journal.some(({ step }) => step === `${FAILED}: ${by}`);
}

/** Does the journal hold this very request, and no refusal since? */
export function isNoted(journal: readonly JournalEntry[], { step, detail }: JournalEntry): boolean {
  const asked = journal.findLastIndex((entry) => entry.step === step && entry.detail === detail);
  return asked !== -1 && !journal.slice(asked).some((entry) => entry.step === REFUSED);
}

/** What a review's journal knows of requests to restore. */
export interface RestoreRequests {
  readonly count: number;
  /** The last one, and what became of it: nothing that the journal shows yet, or a refusal. */
  readonly last?: { readonly asked: JournalEntry; readonly end: "open" | "begun" | "refused"; readonly because: string };
}

export function restoreRequests(journal: readonly JournalEntry[]): RestoreRequests {
  const requests = journal.filter(({ step }) => step === ASKED || step.startsWith(`${ASKED}: `));
  const asked = requests.at(-1);
  if (!asked) return { count: 0 };
  const since = journal.slice(journal.lastIndexOf(asked) + 1);
  const refused = since.findLast(({ step }) => step === REFUSED);
  const isBegun = since.some(({ state }) => state === "started");
  return { count: requests.length, last: { asked, end: refused ? "refused" : isBegun ? "begun" : "open", because: refused?.detail ?? "" } };
}

/** Was something asked for that is about to begin? */
export function isUnderWay({ last }: RestoreRequests, now: string): boolean {
  return last?.end === "open" && Date.parse(now) - Date.parse(last.asked.at) < UNDER_WAY_SECONDS * 1000;
}
