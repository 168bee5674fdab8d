import { moved } from "../changed.ts";
import { AnswersDifferError, ApproverUnknownError, ReviewConflictError } from "../errors.ts";
import type { Decision, Review } from "../model/review.ts";
import type { ReviewStatus, Transition } from "../model/status.ts";
import type { Decided } from "../ports/review-store.ts";
import { approvalsOf, isApprovedByEnough, isSameAnswers, isSamePerson } from "./approvers.ts";

const ENDED: ReadonlySet<ReviewStatus> = new Set(["rejected", "expired", "restored", "settled", "failed"]);

const BY_VERDICT = { approved: "approve", rejected: "reject", expired: "expire" } as const satisfies Record<
  Decision["verdict"],
  Transition
>;

/** Is the review over, and its role free for the next one? One that was closed stays so, also while it is being restored months later. */
export function isEnded({ status, closedAt }: Review): boolean {
  return closedAt !== undefined || ENDED.has(status);
}

/** Did a person decide it, and not only the clock? */
export function isDecidedByPerson({ decision }: Review): boolean {
  return decision !== undefined && decision.verdict !== "expired";
}

/**
 * A waiting review with its decision, or with its first approval where two are needed; unchanged where it is decided already
 * or the same person approves again. Throws ReviewConflictError where it does not wait, ApproverUnknownError where two must
 * approve and the approver has no identity, AnswersDifferError where the second of them answers otherwise than the first.
 */
export function decided(review: Review, decision: Decision): Decided {
  if (review.decision) return { recorded: "nothing", review };
  if (review.status !== "waiting") throw new ReviewConflictError(review.id, ["waiting"], review.status);
  if (decision.verdict !== "approved" || review.approversNeeded === undefined)
    return { recorded: "decision", review: withDecision(review, decision) };
  return approvedByOneMore(review, decision);
}

function approvedByOneMore(review: Review, { identity, at, by, reason, proposalHash, verdict, answers, signature }: Decision): Decided {
  if (!identity) throw new ApproverUnknownError(review.id);
  const before = approvalsOf(review, proposalHash);
  if (before.some((approval) => isSamePerson(approval.identity, identity))) return { recorded: "nothing", review };
  if (before.some((approval) => !isSameAnswers(approval.answers, answers))) throw new AnswersDifferError(review.id);
  const given = { ...(reason ? { reason } : {}), ...(answers ? { answers } : {}), ...(signature ? { signature } : {}) };
  const approvals = [...before, { at, by, identity, proposalHash, ...given }];
  const approved = { ...review, approvals };
  const decision = {
    verdict,
    at,
    by: approvals.map((approval) => approval.by).join(" and "),
    identity,
    proposalHash,
    ...(answers ? { answers } : {}),
    ...reasons(approvals),
  };
  if (isApprovedByEnough(approved, decision)) return { recorded: "decision", review: withDecision(approved, decision) };
  return { recorded: "approval", review: { ...approved, updatedAt: at, revision: review.revision + 1 } };
}

function withDecision(review: Review, decision: Decision): Review {
  return {
    ...review,
    decision,
    status: moved(review, BY_VERDICT[decision.verdict]),
    updatedAt: decision.at,
    revision: review.revision + 1,
  };
}

function reasons(approvals: readonly { readonly reason?: string }[]): { reason?: string } {
  const given = approvals.flatMap(({ reason }) => reason ?? []);
  return given.length === 0 ? {} : { reason: given.join(" / ") };
}

/**
 * Is the role due again only a cycle after this end? Not where nothing was looked at for good: it failed, was a dry run, ended with the
 * stack or because its account left it, or the role was not eligible.
 */
export function countsForCycle({ status, dryRun, outcome, reason }: Review): boolean {
  return status !== "failed" && !dryRun && outcome !== "not-eligible" && reason?.id !== "stack-removed" && reason?.id !== "account-left";
}
