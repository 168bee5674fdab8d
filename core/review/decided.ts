import { ReviewConflictError } from "./errors.ts";
import type { Decision, Review, ReviewStatus } from "./record.ts";

const ENDED: ReadonlySet<ReviewStatus> = new Set(["rejected", "expired", "restored", "settled", "failed"]);

/** Is the review over, and its role free for the next one? One that was closed stays so, also while it is being restored months later. */
export function isEnded({ status, closedAt }: Review): boolean {
  return closedAt !== undefined || ENDED.has(status);
}

/** A waiting review with its decision; undefined where it has one already. Throws ReviewConflictError where it does not wait. */
export function decided(review: Review, decision: Decision): Review | undefined {
  if (review.decision) return undefined;
  if (review.status !== "waiting") throw new ReviewConflictError(review.id, ["waiting"], review.status);
  return { ...review, decision, status: decision.verdict, updatedAt: decision.at, revision: review.revision + 1 };
}
