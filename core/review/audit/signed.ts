import { approvalsOf, isApprovedByEnough } from "../approval/approvers.ts";
import { isGenuineRestoreVote, type RestoreVoteVerifier } from "../approval/restore-vote.ts";
import { isGenuineVote, type VoteVerifier } from "../approval/vote-text.ts";
import { RecordUnreadableError } from "../errors.ts";
import { proposalHash } from "../hash.ts";
import type { Proposal } from "../model/proposal.ts";
import type { Decision, Review } from "../model/review.ts";
import type { ReviewStore } from "../ports/review-store.ts";
import type { AuditEvent, Signed } from "./event.ts";
import type { Cast, Told } from "./record-change.ts";

export interface VoteChecking {
  readonly votes: VoteVerifier & RestoreVoteVerifier;
  readonly store: Pick<ReviewStore, "document">;
}

/**
 * What a write tells, with what each vote's signature says. Whoever can write the record can write any name into it: a vote that nobody gave on
 * the page tells of tampering, before it is told.
 */
export async function withSignatures(checking: VoteChecking, told: readonly Told[]): Promise<readonly AuditEvent[]> {
  const events: AuditEvent[] = [];
  for (const { event, cast } of told) {
    const signed = cast && (await signedOf(checking, cast));
    if (signed === "not-genuine") events.push({ kind: "tampering", what: "vote-forged" });
    events.push(signed && (event.kind === "decision" || event.kind === "restore-vote") ? { ...event, signed } : event);
  }
  return events;
}

/** Undefined for what no person signs. */
async function signedOf({ votes, store }: VoteChecking, cast: Cast): Promise<Signed | undefined> {
  const { review } = cast;
  if (cast.kind === "restore-vote") return asSigned(await isGenuineRestoreVote(votes, review, cast.vote));
  if (cast.kind === "decision" && cast.decision.verdict === "expired") return undefined;
  const vote: Decision = cast.kind === "decision" ? cast.decision : { ...cast.approval, verdict: "approved" };
  const proposal = await readableProposal(store, review.id);
  if (!proposal || proposalHash(proposal) !== vote.proposalHash) return "unchecked";
  const isOfTwo = cast.kind === "decision" && vote.verdict === "approved" && isByTwo(review, proposal);
  return asSigned(isOfTwo ? await areGenuine(votes, review, proposal) : await isGenuineVote(votes, proposal, vote));
}

/** Undefined where somebody wrote one that cannot be read: the trail goes on. */
async function readableProposal(store: VoteChecking["store"], reviewId: string): Promise<Proposal | undefined> {
  try {
    return await store.document(reviewId, "proposal");
  } catch (error) {
    if (error instanceof RecordUnreadableError) return undefined;
    throw error;
  }
}

function asSigned(isGenuine: boolean): Signed {
  return isGenuine ? "genuine" : "not-genuine";
}

function isByTwo(review: Review, proposal: Proposal): boolean {
  return review.approversNeeded !== undefined || proposal.approversNeeded !== undefined;
}

/** A decision of two has no signature of its own: both approvals have. */
async function areGenuine(votes: VoteVerifier, review: Review, proposal: Proposal): Promise<boolean> {
  const { decision } = review;
  if (!decision || !isApprovedByEnough({ ...review, approversNeeded: 2 }, decision)) return false;
  for (const approval of approvalsOf(review, decision.proposalHash))
    if (!(await isGenuineVote(votes, proposal, { ...approval, verdict: "approved" }))) return false;
  return true;
}
