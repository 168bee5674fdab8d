import { approvalsOf } from "#core/review/approval/approvers.ts";
import { ApproverHoldsSetError, HolderUnknownError } from "#core/review/errors.ts";
import type { Review } from "#core/review/model/review.ts";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";

/**
 * Nobody approves the change of a permission set that they hold. Whoever is not known cannot be compared with its assignments, and does not
 * count as somebody else. Throws ApproverHoldsSetError and HolderUnknownError.
 */
export async function refuseHolders(holders: SetHolders, review: Review): Promise<void> {
  const { decision } = review;
  const approvers = [...(decision ? [decision] : []), ...approvalsOf(review, decision?.proposalHash ?? "")];
  for (const { by, identity } of approvers) {
    const isHolder = identity && (await holders.holds(review.roleName, identity));
    if (isHolder === undefined) throw new HolderUnknownError(review.roleName, by);
    if (isHolder) throw new ApproverHoldsSetError(review.roleName, by);
  }
}
