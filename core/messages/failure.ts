import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { messageOf } from "./message-of.ts";
import type { Way } from "./telling.ts";

type FailedReview = Review & { readonly failure: NonNullable<Review["failure"]> };

/** Tells operators that a review failed: at which step, why, and, where a change had begun, the command that puts the role back. */
export function failureAlarm(review: FailedReview, byHand?: string): Message {
  const { code, message, step } = review.failure;
  return messageOf({
    kind: "alarm",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Review failed: ${review.roleName}: ${code}`,
    lead: [`The review of ${review.roleName} failed while it was ${step}.`, message],
    ways: wayByHand(byHand),
    after: "The next cycle reviews the role again.",
  });
}

/** Tells operators that something was not given back, and that the review stands as it did before that was asked for. */
export function restoreAlarm(review: FailedReview, byHand?: string): Message {
  const { code, message } = review.failure;
  return messageOf({
    kind: "alarm",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Restore failed: ${review.roleName}: ${code}`,
    lead: [`A request to give ${review.roleName} back what its review took away failed. The review is still ${review.status}.`, message],
    ways: wayByHand(byHand),
    after: "It may be asked for again: that looks at the role as it is then.",
  });
}

function wayByHand(byHand: string | undefined): readonly Way[] {
  return byHand ? [{ words: "To put the role back by hand, with nothing of Whittle:", kind: "command", text: byHand }] : [];
}
