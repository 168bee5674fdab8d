import * as v from "valibot";
import { GenerationFailedError, GenerationTimedOutError } from "#core/review/errors.ts";
import type { Ports } from "#core/review/ports.ts";
import { daysBetween } from "#core/review/time.ts";
import { ReviewInput, readInput } from "./input.ts";

export interface CheckedGeneration {
  readonly reviewId: string;
  readonly jobId: string;
  readonly startedAt: string;
  readonly checks: number;
  readonly waitSeconds: number;
  readonly status: "IN_PROGRESS" | "SUCCEEDED";
}

const StepInput = v.looseObject({
  ...ReviewInput.entries,
  jobId: v.string(),
  startedAt: v.string(),
  checks: v.pipe(v.number(), v.integer()),
});

const FIRST_WAIT_SECONDS = 20;
const LONGEST_WAIT_SECONDS = 600;
const BACKOFF = 1.5;
const MOST_MINUTES = 12 * 60;

/**
 * Looks whether a generation has ended; keeps its result in the record when it has.
 * Throws GenerationFailedError where the job failed or was cancelled, and GenerationTimedOutError after 12 hours.
 */
export async function checkGeneration(ports: Pick<Ports, "generations" | "store" | "clock">, input: unknown): Promise<CheckedGeneration> {
  const { reviewId, jobId, startedAt, checks } = readInput(StepInput, input, "check-generation");
  const { roleName } = await ports.store.get(reviewId);
  const job = await ports.generations.check(jobId);
  if (job.status === "FAILED" || job.status === "CANCELED") throw new GenerationFailedError(roleName, job.code, job.message);
  if (job.status === "SUCCEEDED") {
    await ports.store.putDocument(reviewId, "evidence", job.result);
    await ports.store.update(reviewId, ["generating", "proposing"], { status: "proposing", updatedAt: ports.clock.now() });
  } else if (daysBetween(startedAt, ports.clock.now()) * 24 * 60 > MOST_MINUTES) {
    await ports.generations.cancel(jobId);
    throw new GenerationTimedOutError(roleName, jobId, MOST_MINUTES);
  }
  const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.round(FIRST_WAIT_SECONDS * BACKOFF ** (checks + 1)));
  return { reviewId, jobId, startedAt, checks: checks + 1, waitSeconds, status: job.status };
}
