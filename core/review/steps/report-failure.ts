import * as v from "valibot";
import { BREAK_GLASS } from "../change/break-glass.ts";
import { ReviewConflictError } from "../errors.ts";
import { closing } from "../message/closing.ts";
import { failureAlarm } from "../message/failure.ts";
import type { Ports } from "../ports.ts";
import type { Review, ReviewStatus } from "../record.ts";
import { isHeld, isHeldBy, NO_TURN, REVIEW_WORKFLOW } from "../turn.ts";
import { ReviewInput, readInput } from "./input.ts";
import { WorkflowError, workflowMessage } from "./undo-change.ts";

type Needs = Pick<Ports, "store" | "notifier" | "clock">;

const StepInput = v.looseObject({
  ...ReviewInput.entries,
  error: WorkflowError,
  /** Who failed: the review's own workflow, or an execution of role-restore. */
  by: v.optional(v.string(), REVIEW_WORKFLOW),
});

const UNENDED: readonly ReviewStatus[] = [
  "generating",
  "proposing",
  "waiting",
  "approved",
  "drifted",
  "applying",
  "applied",
  "restoring",
  "failed",
];

export interface ReportedFailure {
  readonly reviewId: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Records why a review failed and frees its role, and only then tells the alarm topic, which may fail too, and the approvers where one
 * had approved; an earlier, truer failure is kept.
 */
export async function reportFailure(ports: Needs, input: unknown): Promise<ReportedFailure> {
  const { reviewId, error, by } = readInput(StepInput, input, "report-failure");
  const review = await ports.store.get(reviewId);
  const isOthers = await isOthersTurn(ports, review, by);
  const reported = { code: error.Error, message: workflowMessage(error), step: review.status };
  const failure = isOthers ? reported : (review.failure ?? reported);
  const byHand = (await ports.store.journal(reviewId)).find(({ step }) => step === BREAK_GLASS)?.detail;
  if (!isOthers) await recordFailure(ports, review, failure);
  await ports.notifier.publish(failureAlarm({ ...review, failure }, byHand));
  if (!isOthers && review.decision?.verdict === "approved")
    await ports.notifier.publish(closing({ ...review, status: "failed", failure }, await ports.store.document(reviewId, "proposal")));
  return { reviewId, code: failure.code, message: failure.message };
}

/** Then the review goes on: what failed was only to come after it, and is told alone. */
async function isOthersTurn({ store, clock }: Needs, { id, roleName }: Review, by: string): Promise<boolean> {
  const { turn = NO_TURN } = (await store.history([roleName])).get(roleName) ?? {};
  return turn.holder?.reviewId === id && isHeld(turn, clock.now()) && !isHeldBy(turn, id, by);
}

async function recordFailure(ports: Needs, review: Review, failure: NonNullable<Review["failure"]>): Promise<void> {
  try {
    const now = ports.clock.now();
    await ports.store.update(review.id, UNENDED, { status: "failed", failure, waiting: null, updatedAt: now, closedAt: now });
  } catch (conflict) {
    if (!(conflict instanceof ReviewConflictError)) throw conflict;
  }
}
