import { closing } from "#core/messages/closing.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { RoleBusyError } from "#core/review/errors.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { ReviewStatus, StepTransition } from "#core/review/model/status.ts";
import type { Ports } from "#core/review/ports.ts";
import { ReviewInput, readInput } from "./input.ts";
import { sendOnce } from "./send-once.ts";

type Needs = Pick<Ports, "store" | "notifier" | "clock" | "settings">;

/**
 * Ends a review: records how, frees its role for the next cycle, and says so where somebody waits to hear it.
 * Running it again changes nothing. Throws RoleBusyError while something is being given back: it is not known yet how it ends.
 */
export async function closeReview(ports: Needs, input: unknown): Promise<{ reviewId: string; status: ReviewStatus }> {
  const { reviewId } = readInput(ReviewInput, input, "close-review");
  const review = await ports.store.get(reviewId);
  if (review.closedAt !== undefined) return { reviewId, status: review.status };
  if (review.status === "restoring") throw new RoleBusyError(review.roleName, reviewId);
  const proposal = await ports.store.document(reviewId, "proposal");
  if (isWorthTelling(review, proposal)) {
    const words = await noticeWordsOf(ports.settings);
    const message = ports.notifier.hearsNoEnd ? undefined : closing(review, proposal, words, { times: ports.settings });
    await sendOnce(ports, reviewId, message, { message: "closed" });
  }
  const now = ports.clock.now();
  const { status } = await ports.store.update(reviewId, closingOf(review), { updatedAt: now, closedAt: now, waiting: null });
  return { reviewId, status };
}

function closingOf({ status }: Review): StepTransition {
  return status === "rejected" || status === "expired" ? `close-${status}` : "close";
}

/**
 * What was applied is told when it happens. A role with nothing to change, or whose rejection still stands, needs no message, unless
 * somebody was asked about it before it drifted.
 */
function isWorthTelling({ status, quietUntil, outcome, dryRun }: Review, proposal: Proposal | undefined): boolean {
  if (status === "applied" || quietUntil !== undefined) return false;
  return outcome !== "nothing-to-change" || dryRun || proposal?.askedAgain !== undefined;
}
