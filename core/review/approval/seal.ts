import { RecordMismatchError } from "../errors.ts";
import { canonicalJson, proposalHash, sha256Hex } from "../hash.ts";
import { type EntryOf, entriesOf, type JournalEntry } from "../model/journal.ts";
import type { Proposal } from "../model/proposal.ts";
import type { Review } from "../model/review.ts";
import type { GenerationResult } from "../ports/access-analyzer.ts";
import type { Signer } from "../ports/machine.ts";

/** Whatever makes a document of the record signs it: others can write the record too, a role under review among them. */
type SealedAs = "proposal" | "review-evidence" | "caught-call";
export type Sealing<As extends SealedAs> = Pick<Signer<As>, "sign">;
export type SealChecking<As extends SealedAs> = Pick<Signer<As>, "verify">;

/** The seal of a proposal with its hash, for its review to keep. */
export async function sealProposal(seals: Sealing<"proposal">, proposal: Proposal, hash: string): Promise<string> {
  return await seals.sign("proposal", proposalText(proposal, hash));
}

/** Was a proposal sealed as it is, for this review? */
export async function isSealedProposal(seals: SealChecking<"proposal">, review: Review, proposal: Proposal): Promise<boolean> {
  const { id, roleArn, proposalSeal = "" } = review;
  if (proposal.reviewId !== id || proposal.role.arn !== roleArn) return false;
  return await seals.verify("proposal", proposalText(proposal, proposalHash(proposal)), proposalSeal);
}

/** Nobody is shown a proposal that Whittle did not make as it is. Throws RecordMismatchError. */
export async function requireSealedProposal(seals: SealChecking<"proposal">, review: Review, proposal: Proposal): Promise<void> {
  if (!(await isSealedProposal(seals, review, proposal)))
    throw new RecordMismatchError(review.id, "the proposal is not one that Whittle made as it is");
}

function proposalText({ reviewId, role }: Proposal, hash: string): string {
  return `${reviewId} ${role.arn} ${hash}`;
}

/** The seal of what was found about a role in a window, for its review to keep. */
export async function sealEvidence(seals: Sealing<"review-evidence">, review: Review, evidence: GenerationResult): Promise<string> {
  return await seals.sign("review-evidence", evidenceText(review, evidence));
}

/** No proposal is made of evidence that Whittle did not find in this window. Throws RecordMismatchError. */
export async function requireSealedEvidence(
  seals: SealChecking<"review-evidence">,
  review: Review,
  evidence: GenerationResult,
): Promise<void> {
  const { id, evidenceSeal = "" } = review;
  if (!(await seals.verify("review-evidence", evidenceText(review, evidence), evidenceSeal)))
    throw new RecordMismatchError(id, "the evidence is not what Whittle found in this window");
}

function evidenceText({ id, roleArn, window }: Review, evidence: GenerationResult): string {
  return `${id} ${roleArn} ${window.from} ${window.to} ${sha256Hex(canonicalJson(evidence))}`;
}

type Caught = Omit<EntryOf<"would-deny">, "seal">;

/** The seal of what a rehearsal caught, for its entry in the journal. */
export async function sealCaught(seals: Sealing<"caught-call">, reviewId: string, caught: Caught): Promise<string> {
  return await seals.sign("caught-call", caughtText(reviewId, caught));
}

/** What rehearsals caught is kept as used, so that no proposal is made of calls that none caught. Throws RecordMismatchError. */
export async function requireSealedCaught(
  seals: SealChecking<"caught-call">,
  { id }: Pick<Review, "id">,
  journal: readonly JournalEntry[],
): Promise<void> {
  const areSealed = await Promise.all(
    entriesOf(journal, "would-deny").map(async ({ seal = "", ...caught }) => seals.verify("caught-call", caughtText(id, caught), seal)),
  );
  if (areSealed.includes(false)) throw new RecordMismatchError(id, "a call in the journal is not one that a rehearsal caught");
}

function caughtText(reviewId: string, caught: Caught): string {
  return `${reviewId} ${sha256Hex(canonicalJson(caught))}`;
}
