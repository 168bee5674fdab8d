import { RecordUnreadableError } from "../errors.ts";
import { canonicalJson } from "../hash.ts";
import type { JournalEntry } from "../model/journal.ts";
import type { Approval, Decision, RestoreVote, Review, SignedIn } from "../model/review.ts";
import { fromSaved } from "../model/saved.ts";
import { isAllowedChange } from "../model/status.ts";
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

/** A vote that a write shows for the first time, and the review as it stands with it. */
export type Cast =
  | { readonly kind: "decision"; readonly decision: Decision; readonly review: Review }
  | { readonly kind: "approval"; readonly approval: Approval; readonly review: Review }
  | { readonly kind: "restore-vote"; readonly vote: RestoreVote; readonly review: Review };

/** One thing that a write tells, with the vote that it is about. */
export interface Told {
  readonly event: AuditEvent;
  readonly cast?: Cast;
}

/** What an entry has room for: an item of DynamoDB holds 400 KB, an event of EventBridge 256 KB. Whittle's own events take less than a tenth. */
const MOST_EVENT_BYTES = 100_000;
/** The page adds one vote at a time, and the second of two comes with the decision. */
const MOST_VOTES = 3;

/**
 * What a write to the record tells, in order. A write that a function of Whittle cannot have made tells of tampering, and none is left out:
 * what has no room in an entry is told as unreadable, and of many votes at once only the first ones are told.
 */
export function eventsOf(change: RecordChange): readonly Told[] {
  try {
    const told = change.place === "REVIEW" ? reviewEvents(change) : journalEvents(change).map((event) => ({ event }));
    return told.flatMap((each) => (hasRoom(each.event) ? [each] : tampering("unreadable")));
  } catch (error) {
    if (error instanceof RecordUnreadableError) return tampering("unreadable");
    throw error;
  }
}

function tampering(what: Extract<AuditEvent, { kind: "tampering" }>["what"]): readonly Told[] {
  return [{ event: { kind: "tampering", what } }];
}

function hasRoom(event: AuditEvent): boolean {
  return new TextEncoder().encode(JSON.stringify(event)).length <= MOST_EVENT_BYTES;
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

function reviewEvents({ reviewId, before, after }: RecordChange): readonly Told[] {
  if (after === undefined) return tampering("review-removed");
  const now = fromSaved("review", after, reviewId);
  const earlier = before === undefined ? undefined : fromSaved("review", before, reviewId);
  if (earlier === undefined && !isOpened(now, reviewId)) return [...tampering("review-forged"), ...voteEvents(undefined, now)];
  if (earlier && before !== after && !isNext(earlier, now)) return [...tampering("review-rewritten"), ...voteEvents(earlier, now)];
  return [...voteEvents(earlier, now), ...statusEvents(earlier, now)];
}

/** As every review begins. */
function isOpened({ id, status, revision, decision, approvals, restoreVotes }: Review, reviewId: string): boolean {
  return id === reviewId && status === "generating" && revision === 0 && (decision ?? approvals ?? restoreVotes) === undefined;
}

/** Every function writes the revision that follows on the one that it read, of the same review of the same role, and moves it as reviews move. */
function isNext(earlier: Review, now: Review): boolean {
  const isSame = now.id === earlier.id && now.roleArn === earlier.roleArn;
  return isSame && now.revision === earlier.revision + 1 && isAllowedChange(earlier.status, now.status);
}

function statusEvents(earlier: Review | undefined, { status }: Review): readonly Told[] {
  if (earlier?.status === status) return [];
  return [{ event: { kind: "status", ...(earlier ? { from: earlier.status } : {}), to: status } }];
}

function voteEvents(earlier: Review | undefined, now: Review): readonly Told[] {
  const approvals = added(earlier?.approvals, now.approvals).map(
    (approval): Told => ({
      event: decisionEvent({ ...approval, verdict: "approved" }, false),
      cast: { kind: "approval", approval, review: now },
    }),
  );
  const restores = added(earlier?.restoreVotes, now.restoreVotes).map(
    (vote): Told => ({
      event: { kind: "restore-vote", person: personOf(vote), ...(vote.addBack ? { addBack: vote.addBack } : {}) },
      cast: { kind: "restore-vote", vote, review: now },
    }),
  );
  const votes = [...decisionEvents(earlier?.decision, now), ...approvals, ...restores];
  if (votes.length > MOST_VOTES) return [...tampering("review-rewritten"), ...votes.slice(0, MOST_VOTES)];
  return [...approvals, ...decisionEvents(earlier?.decision, now), ...restores];
}

function decisionEvents(earlier: Decision | undefined, review: Review): readonly Told[] {
  const { decision } = review;
  if (canonicalJson(earlier) === canonicalJson(decision)) return [];
  if (decision) return [{ event: decisionEvent(decision, true), cast: { kind: "decision", decision, review } }];
  return earlier ? [{ event: { kind: "decision-withdrawn", proposalHash: earlier.proposalHash } }] : [];
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
