import type { Message } from "../ports/notifier.ts";
import type { Review } from "../record.ts";
import { messageOf } from "./message-of.ts";

/** Tells operators that a review failed: at which step, why, and, where a change had begun, the command that puts the role back. */
export function failureAlarm(review: Review & { readonly failure: NonNullable<Review["failure"]> }, byHand?: string): Message {
  const { code, message, step } = review.failure;
  return messageOf({
    kind: "alarm",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Review failed: ${review.roleName}: ${code}`,
    lead: [`The review of ${review.roleName} failed while it was ${step}.`, message],
    ways: byHand ? [{ words: "To put the role back by hand, with nothing of Whittle:", kind: "command", text: byHand }] : [],
    after: "The next cycle reviews the role again.",
  });
}
