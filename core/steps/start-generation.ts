import type { Ports } from "#core/review/ports.ts";
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

/** Starts the review's policy generation; the review's id is the client token, so a repeated call finds the same job. */
export async function startGeneration(ports: Pick<Ports, "generations" | "store" | "clock">, input: unknown): Promise<StartedGeneration> {
  const { reviewId } = readInput(ReviewInput, input, "start-generation");
  const review = await ports.store.get(reviewId);
  const { jobId } = await ports.generations.start({ roleArn: review.roleArn, window: review.window, clientToken: reviewId });
  const now = ports.clock.now();
  await ports.store.update(reviewId, ["generating"], { status: "generating", jobId, updatedAt: now });
  return { reviewId, roleName: review.roleName, jobId, startedAt: now, checks: 0, waitSeconds: FIRST_WAIT_SECONDS };
}
