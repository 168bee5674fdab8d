import { approvalsOf } from "#core/review/approval/approvers.ts";
import { ApproverHoldsSetError, HolderUnknownError } from "#core/review/errors.ts";
import type { RestoreVote, Review, SignedIn } from "#core/review/model/review.ts";
import type { KnownSet, SetHolders } from "#core/review/ports/permission-sets.ts";

interface Person {
  readonly by: string;
  readonly identity?: SignedIn | undefined;
}

/** Nobody approves the change of a permission set that they hold. Throws ApproverHoldsSetError and HolderUnknownError. */
export async function refuseHolders(holders: SetHolders, set: KnownSet, review: Review): Promise<void> {
  const { decision } = review;
  await refuseAny(holders, set, [...(decision ? [decision] : []), ...approvalsOf(review, decision?.proposalHash ?? "")], "change");
}

/** Nobody brings back on the restore page what a permission set lost that they hold. Throws ApproverHoldsSetError and HolderUnknownError. */
export async function refuseHoldersToRestore(holders: SetHolders, set: KnownSet, votes: readonly RestoreVote[]): Promise<void> {
  await refuseAny(holders, set, votes, "restore");
}

/** Whoever is not known cannot be compared with the set's assignments, and does not count as somebody else. */
async function refuseAny(holders: SetHolders, set: KnownSet, people: readonly Person[], asked: "change" | "restore"): Promise<void> {
  for (const { by, identity } of people) {
    const isHolder = identity && (await holders.holds(set, identity));
    if (isHolder === undefined) throw new HolderUnknownError(set.name, by, asked);
    if (isHolder) throw new ApproverHoldsSetError(set.name, by, asked);
  }
}
