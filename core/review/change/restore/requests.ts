import { canonicalJson } from "../../hash.ts";
import { type EntryOf, type ErrorRecord, entriesOf, isBegun, type JournalEntry } from "../../model/journal.ts";

/** How long a request may be on its way before it is no longer taken to be: as long as its step may take. */
const UNDER_WAY_SECONDS = 900;

export interface RestoreRequest {
  readonly by: string;
  readonly reason: string;
  /** Actions, or patterns of them; absent where all is asked for. */
  readonly addBack?: readonly string[] | undefined;
}

/** How the journal notes that somebody wants something back, and why. */
export function askedEntry({ by, reason, addBack }: RestoreRequest, at: string): EntryOf<"restore-asked"> {
  return { kind: "restore-asked", at, by, reason, ...(addBack ? { addBack } : {}) };
}

/** Does the journal hold this very entry, at whatever time, and no refusal since? */
export function isNoted(journal: readonly JournalEntry[], noted: JournalEntry): boolean {
  const wanted = canonicalJson({ ...noted, at: "" });
  const asked = journal.findLastIndex((entry) => canonicalJson({ ...entry, at: "" }) === wanted);
  return asked !== -1 && entriesOf(journal.slice(asked), "restore-refused").length === 0;
}

/** What a review's journal knows of requests to restore. */
export interface RestoreRequests {
  readonly count: number;
  /** The last one, and what became of it: nothing that the journal shows yet, or a refusal. */
  readonly last?: { readonly asked: EntryOf<"restore-asked"> } & (
    | { readonly end: "open" | "begun" }
    | { readonly end: "refused"; readonly because: ErrorRecord }
  );
}

export function restoreRequests(journal: readonly JournalEntry[]): RestoreRequests {
  const requests = entriesOf(journal, "restore-asked");
  const asked = requests.at(-1);
  if (!asked) return { count: 0 };
  const since = journal.slice(journal.lastIndexOf(asked) + 1);
  const refused = entriesOf(since, "restore-refused").at(-1);
  const end = refused ? ({ end: "refused", because: refused.error } as const) : ({ end: isBegun(since) ? "begun" : "open" } as const);
  return { count: requests.length, last: { asked, ...end } };
}

/** Was something asked for that is about to begin? */
export function isUnderWay({ last }: RestoreRequests, now: string): boolean {
  return last?.end === "open" && Date.parse(now) - Date.parse(last.asked.at) < UNDER_WAY_SECONDS * 1000;
}
