import type { ReviewChange } from "./ports.ts";
import type { Review } from "./record.ts";

/** A review after a change: what the change names is set, `null` takes a member away, the revision grows by one. */
export function changed(review: Review, { waiting, decision, ...change }: ReviewChange): Review {
  const { waiting: waitingBefore, decision: decisionBefore, ...rest } = review;
  const waitingNow = waiting === undefined ? waitingBefore : waiting;
  const decisionNow = decision === undefined ? decisionBefore : decision;
  return {
    ...rest,
    ...change,
    ...(waitingNow ? { waiting: waitingNow } : {}),
    ...(decisionNow ? { decision: decisionNow } : {}),
    revision: review.revision + 1,
  };
}
