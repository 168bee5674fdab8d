import { asDecided } from "#core/review/chosen.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { ReviewRun } from "./run.ts";
import { statusOf } from "./status.ts";

/** The changes that the run proposes, or that were approved: none that was rejected, expired or failed. */
export async function changesOf({ reviews, store }: ReviewRun): Promise<readonly Proposal[]> {
  const changes: Proposal[] = [];
  for (const review of reviews()) {
    const proposal = await store.document(review.id, "proposal");
    if (proposal?.outcome !== "proposed" || ["rejected", "expired", "failed"].includes(statusOf(review))) continue;
    changes.push(asDecided(proposal, review));
  }
  return changes;
}
