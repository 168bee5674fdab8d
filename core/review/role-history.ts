import { countsForCycle, isDecidedByPerson, isEnded } from "./approval/decided.ts";
import { leaseAfter, NO_LEASE } from "./lease.ts";
import type { Review } from "./model/review.ts";
import type { ReviewChange, RoleHistory } from "./ports/review-store.ts";

/**
 * What is known of a role once one of its reviews has changed; every record keeps to it. A review that ends frees the role that it
 * holds. Throws RoleBusyError where the review would change the role without its lease.
 */
export function roleAfter(role: RoleHistory, review: Review, change?: ReviewChange): RoleHistory {
  const { openReviewId, lease = NO_LEASE, ...rest } = role;
  const leaseNow = change ? leaseAfter(lease, review, change) : lease;
  const withLease = leaseNow.fencingToken === 0 ? {} : { lease: leaseNow };
  if (openReviewId !== review.id || !isEnded(review)) return { ...rest, ...(openReviewId ? { openReviewId } : {}), ...withLease };
  return {
    ...rest,
    triedAt: review.updatedAt,
    ...(countsForCycle(review) ? { settledAt: review.updatedAt } : {}),
    ...(isDecidedByPerson(review) ? { decidedReviewId: review.id } : {}),
    ...withLease,
  };
}
