import { ReviewConflictError } from "./errors.ts";
import type { Review } from "./model/review.ts";
import { isAllowed, type ReviewStatus, TRANSITIONS, type Transition } from "./model/status.ts";
import type { ReviewChange } from "./ports/review-store.ts";

/** A review's status after a transition. Throws ReviewConflictError where the transition does not start from the review's status. */
export function moved({ id, status }: Pick<Review, "id" | "status">, transition: Transition, seen = status): ReviewStatus {
  if (!isAllowed(transition, status) || status !== seen) throw new ReviewConflictError(id, TRANSITIONS[transition].from, status);
  return TRANSITIONS[transition].to;
}

/**
 * A review after a transition: what the change names is set, `null` takes a member away, approvals of another proposal go, the revision
 * grows by one. Throws ReviewConflictError where the transition does not start from the review's status.
 */
export function changed(review: Review, transition: Transition, written: ReviewChange): Review {
  const { waiting, decision, failure, rehearsal, approversNeeded, brief, lease: _, seen, ...change } = written;
  const {
    waiting: waitingBefore,
    decision: decisionBefore,
    failure: failureBefore,
    rehearsal: rehearsalBefore,
    approversNeeded: neededBefore,
    brief: briefBefore,
    approvals,
    ...rest
  } = review;
  const neededNow = approversNeeded === undefined ? neededBefore : approversNeeded;
  const isSameProposal = change.proposalHash === undefined || change.proposalHash === review.proposalHash;
  const waitingNow = waiting === undefined ? waitingBefore : waiting;
  const decisionNow = decision === undefined ? decisionBefore : decision;
  const briefNow = brief === undefined ? briefBefore : brief;
  const failureNow = failure === undefined ? failureBefore : failure;
  const rehearsalNow = rehearsal === undefined ? rehearsalBefore : rehearsal;
  return {
    ...rest,
    ...change,
    status: moved(review, transition, seen),
    ...(briefNow ? { brief: briefNow } : {}),
    ...(waitingNow ? { waiting: waitingNow } : {}),
    ...(decisionNow ? { decision: decisionNow } : {}),
    ...(rehearsalNow ? { rehearsal: rehearsalNow } : {}),
    ...(failureNow ? { failure: failureNow } : {}),
    ...(neededNow ? { approversNeeded: neededNow } : {}),
    ...(approvals && isSameProposal && decision !== null ? { approvals } : {}),
    revision: review.revision + 1,
  };
}
