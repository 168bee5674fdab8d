import * as v from "valibot";
import { type Sealing, sealEvidence } from "#core/review/approval/seal.ts";
import { GenerationFailedError, GenerationTimedOutError } from "#core/review/errors.ts";
import { setNameIn } from "#core/review/permission-sets/permission-set.ts";
import type { Ports } from "#core/review/ports.ts";
import { daysBefore, daysBetween } from "#core/review/time.ts";
import { ReviewInput, readInput } from "./input.ts";

export interface CheckedGeneration {
  readonly reviewId: string;
  readonly jobId: string;
  readonly startedAt: string;
  readonly checks: number;
  readonly waitSeconds: number;
  /** `SUCCEEDED_FOR_SET`: the workflow of permission sets goes on with the review. `SHORTENED`: the window held more than Access Analyzer takes, and a job for half of it is to be started. */
  readonly status: "IN_PROGRESS" | "SUCCEEDED" | "SHORTENED" | typeof FOR_SET;
}

type Needs = Pick<Ports, "generations" | "store" | "clock"> & { readonly seals: Sealing<"review-evidence"> };

const StepInput = v.looseObject({
  ...ReviewInput.entries,
  jobId: v.string(),
  startedAt: v.string(),
  checks: v.pipe(v.number(), v.integer()),
});

const FOR_SET = "SUCCEEDED_FOR_SET";
const FIRST_WAIT_SECONDS = 20;
const LONGEST_WAIT_SECONDS = 600;
const BACKOFF = 1.5;
const MOST_MINUTES = 12 * 60;
/** The job's error where the window holds more than 100,000 log files or 25 GB (IAM User Guide, "IAM Access Analyzer quotas"). */
const TOO_MUCH = "SERVICE_QUOTA_EXCEEDED_ERROR";

/**
 * Looks whether a generation has ended; keeps its result in the record when it has.
 * Where the window holds more than Access Analyzer takes, it is halved, down to a day.
 * Throws GenerationFailedError where the job failed or was cancelled, and GenerationTimedOutError after 12 hours.
 */
export async function checkGeneration(ports: Needs, input: unknown): Promise<CheckedGeneration> {
  const { reviewId, jobId, startedAt, checks } = readInput(StepInput, input, "check-generation");
  const review = await ports.store.get(reviewId);
  const { roleName, roleArn, window } = review;
  const succeeded = setNameIn(roleArn) === undefined ? "SUCCEEDED" : FOR_SET;
  const job = await ports.generations.check(jobId);
  if (job.status === "FAILED" && job.code === TOO_MUCH && daysBetween(window.from, window.to) >= 2) {
    const from = daysBefore(window.to, daysBetween(window.from, window.to) / 2);
    const now = ports.clock.now();
    await ports.store.update(reviewId, "generate", { window: { ...window, from }, updatedAt: now });
    return { reviewId, jobId, startedAt, checks: checks + 1, waitSeconds: FIRST_WAIT_SECONDS, status: "SHORTENED" };
  }
  if (job.status === "FAILED" || job.status === "CANCELED") throw new GenerationFailedError(roleName, job.code, job.message);
  if (job.status === "SUCCEEDED") {
    await ports.store.putDocument(reviewId, "evidence", job.result);
    const evidenceSeal = await sealEvidence(ports.seals, review, job.result);
    await ports.store.update(reviewId, "keep-evidence", { evidenceSeal, updatedAt: ports.clock.now() });
  } else if (daysBetween(startedAt, ports.clock.now()) * 24 * 60 > MOST_MINUTES) {
    await ports.generations.cancel(jobId);
    throw new GenerationTimedOutError(roleName, jobId, MOST_MINUTES);
  }
  const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.round(FIRST_WAIT_SECONDS * BACKOFF ** (checks + 1)));
  return { reviewId, jobId, startedAt, checks: checks + 1, waitSeconds, status: job.status === "SUCCEEDED" ? succeeded : job.status };
}
