import type { RoleChange } from "#core/review/change/emit/change.ts";
import { asDecided } from "#core/review/chosen.ts";
import type { ReviewRun } from "./run.ts";
import { statusOf } from "./status.ts";

/** The changes that the run proposes, or that were approved: none that was rejected, expired or failed. */
export async function changesOf({ reviews, store, ownPolicies }: ReviewRun): Promise<readonly RoleChange[]> {
  const changes: RoleChange[] = [];
  for (const review of reviews()) {
    const proposal = await store.document(review.id, "proposal");
    const before = await store.document(review.id, "before");
    if (!before || proposal?.outcome !== "proposed" || ["rejected", "expired", "failed"].includes(statusOf(review))) continue;
    changes.push({ ...asDecided(proposal, review), before, ownPolicies });
  }
  return changes;
}
