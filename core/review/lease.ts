import { RoleBusyError } from "./errors.ts";
import type { RoleLease } from "./model/lease.ts";
import type { Review } from "./model/review.ts";
import type { ReviewChange } from "./ports/review-store.ts";

export const NO_LEASE: RoleLease = { fencingToken: 0 };

/** The workflow of a review, where it carries its change out or undoes it. */
export const REVIEW_WORKFLOW = "role-review";

/**
 * A holder that has given no sign for so long is gone for good. One that lives gives one with every try of its step: a function
 * runs for 15 minutes at most, and the workflow's seven retries are two minutes apart at most.
 */
const GONE_AFTER_MINUTES = 60;

export function isChanging({ status }: Pick<Review, "status">): boolean {
  return status === "applying" || status === "restoring";
}

/** Does somebody hold the role, who is not known to be gone? */
export function isHeld({ holder }: RoleLease, now: string): boolean {
  return holder !== undefined && Date.parse(now) - Date.parse(holder.at) < GONE_AFTER_MINUTES * 60_000;
}

export function isHeldBy({ holder }: RoleLease, reviewId: string, by: string): boolean {
  return holder?.reviewId === reviewId && holder.by === by;
}

/**
 * The role's lease after a change of a review: acquired with a status in which the role is changed, released with any other.
 * Throws RoleBusyError where another holds it, or held it since the role was looked at.
 */
export function leaseAfter(lease: RoleLease, { id, roleName }: Pick<Review, "id" | "roleName">, change: ReviewChange): RoleLease {
  if (change.lease === undefined) return lease.holder?.reviewId === id ? { fencingToken: lease.fencingToken } : lease;
  const { by, after } = change.lease;
  const holder = { reviewId: id, by, at: change.updatedAt };
  if (isHeldBy(lease, id, by)) return { fencingToken: lease.fencingToken, holder };
  if (isHeld(lease, change.updatedAt) || lease.fencingToken !== after) throw new RoleBusyError(roleName, lease.holder?.reviewId);
  return { fencingToken: lease.fencingToken + 1, holder };
}
