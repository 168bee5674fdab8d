import type { Message } from "../ports/notifier.ts";
import type { Review } from "../record.ts";
import { messageOf } from "./message-of.ts";

/** Says that some of what a review took away is allowed again. */
export function addedBackMessage(review: Review, actions: readonly string[], said: string): Message {
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Added back: ${review.roleName}: ${actions.join(", ")}`,
    lead: [`${review.roleName} may do ${actions.join(", ")} again, as far as it could before. All else stays as approved. ${said}`],
    after: "Later reviews keep it.",
  });
}

/** Says that nothing was restored, and why. */
export function notRestoredMessage(review: Review, because: string, said: string): Message {
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Not restored: ${review.roleName}`,
    lead: [`${review.roleName} was left as it is. ${because}`, said],
    after: "Open the restore link again: it shows the role as it is now, and what can be done.",
  });
}
