import type { Ports } from "#core/review/ports.ts";
import { daysBetween } from "#core/review/time.ts";
import { ReviewInput, readInput } from "./input.ts";

export interface StartedGeneration {
  readonly reviewId: string;
  readonly roleName: string;
  readonly jobId: string;
  readonly startedAt: string;
  readonly checks: number;
  readonly waitSeconds: number;
}

const FIRST_WAIT_SECONDS = 20;

/**
 * Starts the review's policy generation. The client token names the review and the days of its window, so that a repeated call finds the
 * same job and a shorter window gets one of its own.
 */
export async function startGeneration(ports: Pick<Ports, "generations" | "store" | "clock">, input: unknown): Promise<StartedGeneration> {
  const { reviewId } = readInput(ReviewInput, input, "start-generation");
  const review = await ports.store.get(reviewId);
  const days = Math.ceil(daysBetween(review.window.from, review.window.to));
  const asked = { roleArn: review.roleArn, window: review.window, clientToken: `${reviewId}-${days}d` };
  const { jobId, window = review.window } = await ports.generations.start(asked);
  const now = ports.clock.now();
  await ports.store.update(reviewId, "generate", { window, jobId, updatedAt: now });
  return { reviewId, roleName: review.roleName, jobId, startedAt: now, checks: 0, waitSeconds: FIRST_WAIT_SECONDS };
}
