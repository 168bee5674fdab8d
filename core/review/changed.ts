import type { Review } from "./model/review.ts";
import type { ReviewChange } from "./ports/review-store.ts";

/** A review after a change: what the change names is set, `null` takes a member away, approvals of another proposal go, the revision grows by one. */
export function changed(review: Review, { waiting, decision, failure, approversNeeded, lease: _, ...change }: ReviewChange): Review {
  const {
    waiting: waitingBefore,
    decision: decisionBefore,
    failure: failureBefore,
    approversNeeded: neededBefore,
    approvals,
    ...rest
  } = review;
  const neededNow = approversNeeded === undefined ? neededBefore : approversNeeded;
  const isSameProposal = change.proposalHash === undefined || change.proposalHash === review.proposalHash;
  const waitingNow = waiting === undefined ? waitingBefore : waiting;
  const decisionNow = decision === undefined ? decisionBefore : decision;
  const failureNow = failure === undefined ? failureBefore : failure;
  return {
    ...rest,
    ...change,
    ...(waitingNow ? { waiting: waitingNow } : {}),
    ...(decisionNow ? { decision: decisionNow } : {}),
    ...(failureNow ? { failure: failureNow } : {}),
    ...(neededNow ? { approversNeeded: neededNow } : {}),
    ...(approvals && isSameProposal && decision !== null ? { approvals } : {}),
    revision: review.revision + 1,
  };
}
