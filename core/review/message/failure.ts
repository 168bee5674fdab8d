import type { Message } from "../ports.ts";
import type { Review } from "../record.ts";
import { paragraphs, plain, subjectLine, wrap } from "./text.ts";

/** Tells operators that a review failed: at which step, why, and what the role has now. */
export function failureAlarm(review: Review & { readonly failure: NonNullable<Review["failure"]> }): Message {
  const name = plain(review.roleName);
  const { code, message, step } = review.failure;
  return {
    kind: "alarm",
    reviewId: review.id,
    subject: subjectLine(`Review failed: ${name}: ${code}`),
    body: paragraphs(
      wrap(`The review of ${name} failed while it was ${step}.`),
      wrap(plain(message)),
      wrap("The next cycle reviews the role again."),
      `Review ${review.id}`,
    ),
  };
}
