import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { messageOf } from "./message-of.ts";
import type { Way } from "./telling.ts";

type FailedReview = Review & { readonly failure: NonNullable<Review["failure"]> };

/** Reports a failed review to the operators: the step, the reason and, where a change had begun, the command that restores the role. */
export function failureAlarm(review: FailedReview, byHand?: string): Message {
  const { code, message, step } = review.failure;
  return messageOf({
    kind: "alarm",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Review failed: ${review.roleName}: ${code}`,
    lead: [`The review of ${review.roleName} failed in the state "${step}".`, message],
    ways: wayByHand(byHand),
    after: "The next cycle reviews the role again.",
  });
}

/** Reports a failed restore to the operators; the review is as it was before the request. */
export function restoreAlarm(review: FailedReview, byHand?: string): Message {
  const { code, message } = review.failure;
  return messageOf({
    kind: "alarm",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Restore failed: ${review.roleName}: ${code}`,
    lead: [`A request to restore ${review.roleName} failed. The review is still ${review.status}.`, message],
    ways: wayByHand(byHand),
    after: "You can request the restore again: it uses the role's state at that time.",
  });
}

function wayByHand(byHand: string | undefined): readonly Way[] {
  return byHand ? [{ words: "To restore the role by hand, with the AWS CLI alone:", kind: "command", text: byHand }] : [];
}
