import { RecordUnreadableError } from "../errors.ts";
import { canonicalJson } from "../hash.ts";
import type { JournalEntry } from "../model/journal.ts";
import type { Decision, Review, SignedIn } from "../model/review.ts";
import { fromSaved } from "../model/saved.ts";
import type { AuditEvent, Person } from "./event.ts";

/** One write to the record, as the table's own stream shows it: the text before and after, absent where there was or is none. */
export interface RecordChange {
  /** Of this write alone, and the same at each delivery. */
  readonly id: string;
  readonly reviewId: string;
  /** Where in the review: `REVIEW`, or `JOURNAL#00000001`. */
  readonly place: string;
  /** When the table took it. */
  readonly at: string;
  readonly before?: string;
  readonly after?: string;
}

/** What a write to the record tells, in order. A write that a function of Whittle cannot have made tells of tampering, and none is left out. */
export function eventsOf(change: RecordChange): readonly AuditEvent[] {
  try {
    return change.place === "REVIEW" ? reviewEvents(change) : journalEvents(change);
  } catch (error) {
    if (error instanceof RecordUnreadableError) return [{ kind: "tampering", what: "unreadable" }];
    throw error;
  }
}

function journalEvents({ reviewId, before, after }: RecordChange): readonly AuditEvent[] {
  if (after === undefined) return [{ kind: "tampering", what: "journal-removed" }];
  // A write that is repeated writes the same text.
  if (before !== undefined) return before === after ? [] : [{ kind: "tampering", what: "journal-changed" }];
  return [journalEvent(fromSaved("journal", after, reviewId))];
}

function journalEvent(entry: JournalEntry): AuditEvent {
  if (entry.kind === "step") {
    const { step, state, error } = entry;
    return { kind: "change", step, state, ...(error ? { error: error.code } : {}) };
  }
  return {
    kind: "journal",
    entry: entry.kind,
    ...("by" in entry ? { by: entry.by } : {}),
    ...("action" in entry ? { action: entry.action } : {}),
  };
}

function reviewEvents({ reviewId, before, after }: RecordChange): readonly AuditEvent[] {
  if (after === undefined) return [{ kind: "tampering", what: "review-removed" }];
  const now = fromSaved("review", after, reviewId);
  const earlier = before === undefined ? undefined : fromSaved("review", before, reviewId);
  if (earlier && before !== after && !isNext(earlier, now))
    return [{ kind: "tampering", what: "review-rewritten" }, ...voteEvents(earlier, now)];
  return [...voteEvents(earlier, now), ...statusEvents(earlier, now)];
}

/** Every function writes the revision that follows on the one that it read, of the same review of the same role. */
function isNext(earlier: Review, now: Review): boolean {
  return now.revision === earlier.revision + 1 && now.id === earlier.id && now.roleArn === earlier.roleArn;
}

function statusEvents(earlier: Review | undefined, { status }: Review): readonly AuditEvent[] {
  if (earlier?.status === status) return [];
  return [{ kind: "status", ...(earlier ? { from: earlier.status } : {}), to: status }];
}

function voteEvents(earlier: Review | undefined, now: Review): readonly AuditEvent[] {
  const approvals = added(earlier?.approvals, now.approvals).map((approval) => decisionEvent({ ...approval, verdict: "approved" }, false));
  const restores = added(earlier?.restoreVotes, now.restoreVotes).map(
    (vote): AuditEvent => ({ kind: "restore-vote", person: personOf(vote), ...(vote.addBack ? { addBack: vote.addBack } : {}) }),
  );
  return [...approvals, ...decisionEvents(earlier?.decision, now.decision), ...restores];
}

function decisionEvents(earlier: Decision | undefined, now: Decision | undefined): readonly AuditEvent[] {
  if (canonicalJson(earlier) === canonicalJson(now)) return [];
  if (now) return [decisionEvent(now, true)];
  return earlier ? [{ kind: "decision-withdrawn", proposalHash: earlier.proposalHash }] : [];
}

function decisionEvent(decision: Pick<Decision, "verdict" | "by" | "identity" | "proposalHash">, final: boolean): AuditEvent {
  const { verdict, proposalHash } = decision;
  return { kind: "decision", verdict, final, person: personOf(decision), proposalHash };
}

function personOf({ by, identity }: { readonly by: string; readonly identity?: SignedIn }): Person {
  return { by, ...(identity ? { issuer: identity.issuer, subject: identity.subject } : {}) };
}

function added<T>(earlier: readonly T[] = [], now: readonly T[] = []): readonly T[] {
  const known = new Set(earlier.map(canonicalJson));
  return now.filter((item) => !known.has(canonicalJson(item)));
}
