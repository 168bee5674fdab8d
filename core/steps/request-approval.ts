import * as v from "valibot";
import { InvalidInputError } from "#core/errors.ts";
import { type Asking, approvalRequest, escalation, reminder } from "#core/messages/approval.ts";
import { wordsOf } from "#core/messages/words.ts";
import { isEnded } from "#core/review/approval/decided.ts";
import { isHeld } from "#core/review/approval/digest.ts";
import { reviewLink } from "#core/review/approval/links.ts";
import { type RoundTells, roundsOf, secondsToDecide } from "#core/review/approval/rounds.ts";
import { requireSealedProposal } from "#core/review/approval/seal.ts";
import { withToken } from "#core/review/call-back.ts";
import { ReviewConflictError } from "#core/review/errors.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { AskingPorts } from "#core/review/ports.ts";
import { secondsAfter } from "#core/review/time.ts";
import { ReviewInput, readInput } from "./input.ts";

const StepInput = v.looseObject({ ...ReviewInput.entries, taskToken: v.pipe(v.string(), v.nonEmpty()), round: v.picklist([0, 1, 2, 3]) });

/**
 * Keeps the task token in the record, then tells what the round begins with: asks the approvers, reminds them, or asks whoever hears escalations too.
 * Round 0 tells nothing: the cycle's digest will, or else round 1. The time to decide begins when the request is told.
 * Throws RecordMismatchError where the proposal is not genuine: nobody is asked about it.
 * Where the decision is there already, or the review has ended without one, the workflow is called back at once. A repeated call tells nobody twice.
 */
export async function requestApproval(ports: AskingPorts, input: unknown): Promise<{ reviewId: string }> {
  const { reviewId, taskToken, round } = readInput(StepInput, input, "request-approval");
  const review = await ports.store.get(reviewId);
  const waiting = review.decision ? undefined : await startWaiting(ports, review, taskToken, round);
  if (waiting === undefined) {
    const decided = await ports.store.get(reviewId);
    await ports.callbacks.succeed(taskToken, { verdict: decided.decision?.verdict ?? "ended" });
  } else if ((waiting.waiting?.toldRound ?? 0) < round) await tell(ports, waiting, round);
  return { reviewId };
}

/** The waiting review, or undefined where somebody decided in the meantime, or it has ended. */
async function startWaiting(ports: AskingPorts, review: Review, taskToken: string, round: number): Promise<Review | undefined> {
  const now = ports.clock.now();
  const begun = review.waiting && !isHeld(review) ? review.waiting : undefined;
  const expiresAt = begun?.expiresAt ?? secondsAfter(now, secondsToDecide(ports.settings));
  const tokens = review.waiting ? withToken(review.waiting, { taskToken, round }) : { taskToken };
  const waiting = { ...tokens, since: begun?.since ?? now, expiresAt, round, toldRound: begun?.toldRound ?? 0 };
  try {
    return await ports.store.update(review.id, "ask", { waiting, updatedAt: now });
  } catch (error) {
    if (!(error instanceof ReviewConflictError)) throw error;
    const current = await ports.store.get(review.id);
    if (current.decision || isEnded(current)) return undefined;
    throw error;
  }
}

async function tell(ports: AskingPorts, review: Review, round: number): Promise<void> {
  const proposal = await ports.store.document(review.id, "proposal");
  if (!proposal || !review.waiting || !review.proposalHash) throw new InvalidInputError(review.id, "has no proposal to ask about.");
  await requireSealedProposal(ports.seals, review, proposal);
  const { expiresAt } = review.waiting;
  const link = await reviewLink(ports.signer, ports.settings.pageUrl, {
    reviewId: review.id,
    proposalHash: review.proposalHash,
    expiresAt,
  });
  const asking = {
    link,
    expiresAt,
    settings: ports.settings,
    words: await wordsOf(ports.settings.messageLanguage),
    ...(review.approversNeeded ? { approversNeeded: review.approversNeeded } : {}),
  };
  for (const tells of roundsOf(ports.settings)[round - 1]?.tells ?? [])
    await ports.notifier.publish(messageFor(tells, proposal, asking, ports.settings));
  await markTold(ports, review, round);
}

function messageFor(tells: RoundTells, proposal: Proposal, asking: Asking, { escalationHours }: AskingPorts["settings"]): Message {
  if (tells === "request") return approvalRequest(proposal, asking);
  if (tells === "reminder") return reminder(proposal, asking);
  return escalation(proposal, { ...asking, afterHours: escalationHours });
}

/** An approver may be quicker than this write; then there is nothing left to mark. */
async function markTold(ports: AskingPorts, review: Review, round: number): Promise<void> {
  if (!review.waiting) return;
  try {
    await ports.store.update(review.id, "mark-told", {
      waiting: { ...review.waiting, toldRound: round },
      updatedAt: ports.clock.now(),
    });
  } catch (error) {
    if (!(error instanceof ReviewConflictError)) throw error;
  }
}
