import { english } from "#core/messages/english/words.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import { ADMIN_ROLE, asked, servedSample } from "#test/page/served.ts";

export const ASKING = {
  link: "https://page.example/r/claims.signature",
  expiresAt: "2026-11-15T00:00:00.000Z",
  settings: { approverSignIn: "oidc", watchHours: 72, restoreLinkDays: 14 } as const,
  words: english,
};

/** The proposal of the founding scenario, from the sample's own files. */
export async function foundingProposal(): Promise<Proposal> {
  const { ports, reviewId, close } = await servedSample();
  close();
  return given(await ports.store.document(reviewId, "proposal"));
}

/** Over 20,000 removed actions. */
export async function adminProposal(): Promise<Proposal> {
  const { ports, reviewId } = await asked(ADMIN_ROLE);
  return given(await ports.store.document(reviewId, "proposal"));
}

export function reviewOf(proposal: Proposal, more: Partial<Review> = {}): Review {
  const { role, window, proposedAt } = proposal;
  return {
    id: proposal.reviewId,
    roleName: role.name,
    roleArn: role.arn,
    cycleId: "cycle",
    dryRun: false,
    status: "waiting",
    outcome: proposal.outcome,
    reason: proposal.reason,
    createdAt: proposedAt,
    updatedAt: proposedAt,
    window,
    revision: 3,
    ...more,
  };
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The review has no proposal.");
  return value;
}
