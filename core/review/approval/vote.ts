import { NotApprovedError, VoteNotGenuineError } from "../errors.ts";
import { canonicalJson, proposalHash, sha256Hex } from "../hash.ts";
import type { Proposal } from "../model/proposal.ts";
import type { Approval, Decision, Review } from "../model/review.ts";
import type { Signer } from "../ports/machine.ts";
import { approvalsOf, isSamePerson } from "./approvers.ts";

/** Signs what a person decided. Only what people decide with may. */
export type VoteSigner = Pick<Signer, "sign">;
/** Tells whether a vote was signed. What carries a decision out may do no more. */
export type VoteVerifier = Pick<Signer, "verify">;

type Vote = Omit<Decision, "signature">;

/** A vote with its signature over all that it says, the review, the role and the role's state. */
export async function signVote(signer: VoteSigner, proposal: Proposal, vote: Vote): Promise<Decision> {
  return { ...vote, signature: await signer.sign(await voteText(proposal, vote)) };
}

async function voteText({ reviewId, role, roleFingerprint }: Proposal, vote: Vote): Promise<string> {
  const { verdict, at, by, identity, reason, proposalHash } = vote;
  const signed = { reviewId, roleArn: role.arn, roleFingerprint, verdict, at, by, identity, reason, proposalHash };
  return `vote ${await sha256Hex(canonicalJson(signed))}`;
}

/**
 * Refuses a review that was not approved, by as many different people as its proposal needs, each with a genuine vote for exactly
 * this proposal. What the record says of it counts for nothing without their signatures.
 * Throws NotApprovedError and VoteNotGenuineError.
 */
export async function requireApproval(verifier: VoteVerifier, review: Review, proposal: Proposal): Promise<void> {
  const { decision } = review;
  const hash = await proposalHash(proposal);
  if (decision?.verdict !== "approved" || decision.proposalHash !== hash) throw new NotApprovedError(review.id);
  const needsTwo = proposal.approversNeeded !== undefined || review.approversNeeded !== undefined;
  const votes = needsTwo ? approvalsOf(review, hash).map(asVote) : [decision];
  if (needsTwo && !areTwoPeople(votes)) throw new NotApprovedError(review.id);
  for (const { signature, ...vote } of votes)
    if (signature === undefined || !(await verifier.verify(await voteText(proposal, vote), signature)))
      throw new VoteNotGenuineError(review.id);
}

function asVote(approval: Approval): Decision {
  return { ...approval, verdict: "approved" };
}

function areTwoPeople([first, ...others]: readonly Decision[]): boolean {
  const one = first?.identity;
  return one !== undefined && others.some(({ identity }) => identity !== undefined && !isSamePerson(identity, one));
}
