import { answersTo, withAnswers } from "../chosen.ts";
import { NotApprovedError, VoteNotGenuineError } from "../errors.ts";
import { proposalHash } from "../hash.ts";
import type { Proposal } from "../model/proposal.ts";
import type { Approval, Decision, Review } from "../model/review.ts";
import type { Signer } from "../ports/machine.ts";
import { approvalsOf, isSameAnswers, isSamePerson } from "./approvers.ts";
import { isGenuineVote, type Vote, type VoteVerifier, voteText } from "./vote-text.ts";

/** Signs what a person decided. Only what people decide with may. */
export type VoteSigner = Pick<Signer<"vote">, "sign">;

/**
 * A vote with its signature over all that it says, the review, the role and the role's state. A question that an approval does not
 * answer is answered with its default.
 */
export async function signVote(signer: VoteSigner, proposal: Proposal, vote: Vote): Promise<Decision> {
  const answers = vote.verdict === "approved" ? (vote.answers ?? answersTo(proposal)) : undefined;
  const whole = { ...vote, ...(answers ? { answers } : {}) };
  return { ...whole, signature: await signer.sign("vote", voteText(proposal, whole)) };
}

/**
 * The proposal as it was approved, with the documents that the answers give. Refuses a review that was not approved, by as many different people as its proposal needs, each with a genuine vote for exactly
 * this proposal and the same answers. What the record says of it counts for nothing without their signatures.
 * Throws NotApprovedError, VoteNotGenuineError, and what withAnswers throws.
 */
export async function requireApproval(verifier: VoteVerifier, review: Review, proposal: Proposal): Promise<Proposal> {
  const { decision } = review;
  const hash = proposalHash(proposal);
  if (decision?.verdict !== "approved" || decision.proposalHash !== hash) throw new NotApprovedError(review.id);
  const isByTwo = needsTwo(review, proposal);
  const votes = isByTwo ? approvalsOf(review, hash).map(asVote) : [decision];
  if (isByTwo && !areTwoPeople(votes)) throw new NotApprovedError(review.id);
  for (const vote of votes) if (!(await isGenuineVote(verifier, proposal, vote))) throw new VoteNotGenuineError(review.id);
  if (!votes.every((vote) => isSameAnswers(vote.answers, decision.answers))) throw new VoteNotGenuineError(review.id);
  return withAnswers(proposal, decision.answers);
}

/** When a proposal was approved, by votes that requireApproval has found to be signed: of two, the later one. */
export function approvedAt(review: Review, proposal: Proposal): string {
  const votes = needsTwo(review, proposal) ? approvalsOf(review, review.decision?.proposalHash ?? "") : [review.decision];
  const [latest = ""] = votes
    .map((vote) => vote?.at ?? "")
    .sort()
    .slice(-1);
  return latest;
}

function needsTwo(review: Review, proposal: Proposal): boolean {
  return proposal.approversNeeded !== undefined || review.approversNeeded !== undefined;
}

function asVote(approval: Approval): Decision {
  return { ...approval, verdict: "approved" };
}

function areTwoPeople([first, ...others]: readonly Decision[]): boolean {
  const one = first?.identity;
  return one !== undefined && others.some(({ identity }) => identity !== undefined && !isSamePerson(identity, one));
}
