import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
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

/** Says that something was being given back, and did not come to its end. */
export function restoreStoppedMessage(review: Review, because: string): Message {
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Restore failed: ${review.roleName}`,
    lead: [`What the review took away from ${review.roleName} was being given back, and that stopped half-way. ${because}`],
    after: "Those who run Whittle were told, with the line that puts the role back.",
  });
}
