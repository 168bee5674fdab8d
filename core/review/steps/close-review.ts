import { RoleBusyError } from "../errors.ts";
import { closing } from "../message/closing.ts";
import type { Ports } from "../ports.ts";
import type { Review, ReviewStatus } from "../record.ts";
import { ReviewInput, readInput } from "./input.ts";

type Needs = Pick<Ports, "store" | "notifier" | "clock">;

const OPEN: readonly ReviewStatus[] = ["proposing", "applied", "rejected", "expired", "settled"];

/**
 * Ends a review: records how, frees its role for the next cycle, and says so where somebody waits to hear it.
 * Running it again changes nothing. Throws RoleBusyError while something is being given back: it is not known yet how it ends.
 */
export async function closeReview(ports: Needs, input: unknown): Promise<{ reviewId: string; status: ReviewStatus }> {
  const { reviewId } = readInput(ReviewInput, input, "close-review");
  const review = await ports.store.get(reviewId);
  if (review.closedAt !== undefined) return { reviewId, status: review.status };
  if (review.status === "restoring") throw new RoleBusyError(review.roleName, reviewId);
  if (isWorthTelling(review)) await ports.notifier.publish(closing(review, await ports.store.document(reviewId, "proposal")));
  const now = ports.clock.now();
  const status = review.status === "rejected" || review.status === "expired" ? review.status : "settled";
  await ports.store.update(reviewId, OPEN, { status, updatedAt: now, closedAt: now, waiting: null });
  return { reviewId, status };
}

/** What was applied is told when it happens; a role with nothing to change, or whose rejection still stands, needs no message. */
function isWorthTelling(review: Review): boolean {
  if (review.status === "applied" || review.quietUntil !== undefined) return false;
  return review.outcome !== "nothing-to-change" || review.dryRun;
}
