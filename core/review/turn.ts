import { RoleBusyError } from "./errors.ts";
import type { RoleTurn } from "./model/lease.ts";
import type { Review } from "./model/review.ts";
import type { ReviewChange } from "./ports/review-store.ts";

export const NO_TURN: RoleTurn = { count: 0 };

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
export function isHeld({ holder }: RoleTurn, now: string): boolean {
  return holder !== undefined && Date.parse(now) - Date.parse(holder.at) < GONE_AFTER_MINUTES * 60_000;
}

export function isHeldBy({ holder }: RoleTurn, reviewId: string, by: string): boolean {
  return holder?.reviewId === reviewId && holder.by === by;
}

/**
 * The role's turn after a change of a review: taken with a status that says the role is being changed, given up with any other.
 * Throws RoleBusyError where another holds it, or held it since the role was looked at.
 */
export function turnAfter(turn: RoleTurn, { id, roleName }: Pick<Review, "id" | "roleName">, change: ReviewChange): RoleTurn {
  if (change.turn === undefined) return turn.holder?.reviewId === id ? { count: turn.count } : turn;
  const { by, after } = change.turn;
  const holder = { reviewId: id, by, at: change.updatedAt };
  if (isHeldBy(turn, id, by)) return { count: turn.count, holder };
  if (isHeld(turn, change.updatedAt) || turn.count !== after) throw new RoleBusyError(roleName, turn.holder?.reviewId);
  return { count: turn.count + 1, holder };
}
