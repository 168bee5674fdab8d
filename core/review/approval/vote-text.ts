import { canonicalJson, sha256Hex } from "../hash.ts";
import type { Proposal } from "../model/proposal.ts";
import type { Decision } from "../model/review.ts";
import type { Signer } from "../ports/machine.ts";

/** Tells whether a vote was signed. What carries a decision out, and what keeps the audit trail, may do no more. */
export type VoteVerifier = Pick<Signer<"vote">, "verify">;

/** What a signature covers. */
export type Vote = Omit<Decision, "signature">;

/** All that a vote says, the review, the role and the role's state, as a hash. */
export function voteText({ reviewId, role, roleFingerprint }: Proposal, vote: Vote): string {
  const { verdict, at, by, identity, reason, proposalHash, answers } = vote;
  const signed = { reviewId, roleArn: role.arn, roleFingerprint, verdict, at, by, identity, reason, proposalHash, answers };
  return sha256Hex(canonicalJson(signed));
}

/** Was exactly this vote signed, about this proposal? */
export async function isGenuineVote(verifier: VoteVerifier, proposal: Proposal, { signature, ...vote }: Decision): Promise<boolean> {
  return signature !== undefined && (await verifier.verify("vote", voteText(proposal, vote), signature));
}
