import { signVote } from "#core/review/approval/vote.ts";
import type { Decision } from "#core/review/model/review.ts";
import type { Decided } from "#core/review/ports/review-store.ts";
import type { Ports } from "#core/review/ports.ts";

/** Decides a waiting review as the page does. */
export async function decideSigned(
  { store, votes, clock }: Pick<Ports, "store" | "votes" | "clock">,
  reviewId: string,
  { verdict, by = "Ann", answers }: Pick<Decision, "answers"> & { readonly verdict: "approved" | "rejected"; readonly by?: string },
): Promise<Decided> {
  const proposal = await store.document(reviewId, "proposal");
  const { proposalHash = "" } = await store.get(reviewId);
  if (!proposal) throw new Error(`Review ${reviewId} has no proposal.`);
  const vote: Decision = { verdict, at: clock.now(), by, proposalHash, ...(answers ? { answers } : {}) };
  return store.decide(reviewId, await signVote(votes, proposal, vote));
}
