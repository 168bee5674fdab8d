import { countsForCycle, isDecidedByPerson, isEnded } from "./approval/decided.ts";
import type { Review } from "./model/review.ts";
import type { ReviewChange, RoleHistory } from "./ports/review-store.ts";
import { NO_TURN, turnAfter } from "./turn.ts";

/**
 * What is known of a role once one of its reviews has changed; every record keeps to it. A review that ends frees the role that it
 * holds. Throws RoleBusyError where the review would change the role out of its turn.
 */
export function roleAfter(role: RoleHistory, review: Review, change?: ReviewChange): RoleHistory {
  const { openReviewId, turn = NO_TURN, ...rest } = role;
  const turnNow = change ? turnAfter(turn, review, change) : turn;
  const withTurn = turnNow.count === 0 ? {} : { turn: turnNow };
  if (openReviewId !== review.id || !isEnded(review)) return { ...rest, ...(openReviewId ? { openReviewId } : {}), ...withTurn };
  return {
    ...rest,
    triedAt: review.updatedAt,
    ...(countsForCycle(review) ? { settledAt: review.updatedAt } : {}),
    ...(isDecidedByPerson(review) ? { decidedReviewId: review.id } : {}),
    ...withTurn,
  };
}
