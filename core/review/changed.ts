import type { ReviewChange } from "./ports.ts";
import type { Review } from "./record.ts";

/** A review after a change: what the change names is set, `null` takes a member away, the revision grows by one. */
export function changed(review: Review, { waiting, decision, failure, ...change }: ReviewChange): Review {
  const { waiting: waitingBefore, decision: decisionBefore, failure: failureBefore, ...rest } = review;
  const waitingNow = waiting === undefined ? waitingBefore : waiting;
  const decisionNow = decision === undefined ? decisionBefore : decision;
  const failureNow = failure === undefined ? failureBefore : failure;
  return {
    ...rest,
    ...change,
    ...(waitingNow ? { waiting: waitingNow } : {}),
    ...(decisionNow ? { decision: decisionNow } : {}),
    ...(failureNow ? { failure: failureNow } : {}),
    revision: review.revision + 1,
  };
}
