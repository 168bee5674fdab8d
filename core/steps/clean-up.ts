import { deletePolicy, unusedPolicies } from "#core/review/change/carry-out/unused.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import type { Ports } from "#core/review/ports.ts";
import { ReviewInput, readInput } from "./input.ts";

/** Deletes the refined policies that became unused, once the watch has ended. May be repeated; each deletion is in the journal. */
export async function cleanUp(
  { roles, changes, store, clock }: Pick<Ports, "roles" | "changes" | "store" | "clock">,
  input: unknown,
): Promise<{ reviewId: string; deleted: readonly string[] }> {
  const { reviewId } = readInput(ReviewInput, input, "clean-up");
  const review = await store.get(reviewId);
  // Nobody lets Whittle into an account that it has left.
  if (review.reason?.id === "account-left") return { reviewId, deleted: [] };
  const reviewed = await reviewedRole(store, review);
  // A permission set has its refined policy inline, and none that could be left over.
  if (!reviewed || reviewed.before.permissionSet) return { reviewId, deleted: [] };
  const unused = await unusedPolicies(changes, reviewed.before, await roles.read(review.roleName));
  for (const policy of unused) {
    const step = { kind: "delete-policy", ...policy } as const;
    await store.append(reviewId, { kind: "step", at: clock.now(), step, state: "started" });
    await deletePolicy(changes, policy);
    await store.append(reviewId, { kind: "step", at: clock.now(), step, state: "done" });
  }
  return { reviewId, deleted: unused.map(({ name }) => name) };
}
