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
  const { waiting, decision, failure, rehearsal, approversNeeded, roleOwner, brief, lease: _, seen, ...change } = written;
  const {
    waiting: waitingBefore,
    decision: decisionBefore,
    failure: failureBefore,
    rehearsal: rehearsalBefore,
    approversNeeded: neededBefore,
    roleOwner: ownerBefore,
    brief: briefBefore,
    approvals,
    ...rest
  } = review;
  const neededNow = latest(approversNeeded, neededBefore);
  const ownerNow = latest(roleOwner, ownerBefore);
  const isSameProposal = change.proposalHash === undefined || change.proposalHash === review.proposalHash;
  const waitingNow = latest(waiting, waitingBefore);
  const decisionNow = latest(decision, decisionBefore);
  const briefNow = latest(brief, briefBefore);
  const failureNow = latest(failure, failureBefore);
  const rehearsalNow = latest(rehearsal, rehearsalBefore);
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
    ...(ownerNow ? { roleOwner: ownerNow } : {}),
    ...(approvals && isSameProposal && decision !== null ? { approvals } : {}),
    revision: review.revision + 1,
  };
}

/** What was written, or what stood before where nothing was. */
function latest<T>(written: T | null | undefined, before: T | undefined): T | null | undefined {
  return written === undefined ? before : written;
}
