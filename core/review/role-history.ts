import { type RoleKey, roleKey } from "#core/cloudtrail/role-key.ts";
import { countsForCycle, isDecidedByPerson, isEnded } from "./approval/decided.ts";
import { leaseAfter, NO_LEASE } from "./lease.ts";
import type { RoleLease } from "./model/lease.ts";
import type { Review } from "./model/review.ts";
import type { ReviewChange, ReviewStore, RoleHistory } from "./ports/review-store.ts";

/** What is known of one role. */
export async function historyOf(store: Pick<ReviewStore, "history">, role: RoleKey): Promise<RoleHistory> {
  return (await store.history([role])).get(role) ?? { role };
}

/** The lease of the role that a review is of. */
export async function leaseOf(store: Pick<ReviewStore, "history">, { roleArn }: Pick<Review, "roleArn">): Promise<RoleLease> {
  return (await historyOf(store, roleKey(roleArn))).lease ?? NO_LEASE;
}

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
