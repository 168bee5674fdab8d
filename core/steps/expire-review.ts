import { InvalidInputError } from "#core/errors.ts";
import { isEnded } from "#core/review/approval/decided.ts";
import type { Decision } from "#core/review/model/review.ts";
import type { Ports } from "#core/review/ports.ts";
import { ReviewInput, readInput } from "./input.ts";

/** Closes the time to decide. A decision that came first stands, and is given back instead; so does an end without one. */
export async function expireReview(
  ports: Pick<Ports, "store" | "clock">,
  input: unknown,
): Promise<{ reviewId: string; verdict: Decision["verdict"] }> {
  const { reviewId } = readInput(ReviewInput, input, "expire-review");
  const current = await ports.store.get(reviewId);
  const { proposalHash } = current;
  if (!current.decision && isEnded(current)) return { reviewId, verdict: "expired" };
  if (proposalHash === undefined) throw new InvalidInputError(reviewId, "has no proposal that could expire.");
  const { review } = await ports.store.decide(reviewId, { verdict: "expired", at: ports.clock.now(), by: "nobody", proposalHash });
  return { reviewId, verdict: review.decision?.verdict ?? "expired" };
}
