import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { messageOf } from "./message-of.ts";

/** Reports that actions which a review removed are allowed again. */
export function addedBackMessage(review: Review, actions: readonly string[], said: string): Message {
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Added back: ${review.roleName}: ${actions.join(", ")}`,
    lead: [`${review.roleName} has ${actions.join(", ")} again, as far as it had before. Everything else remains as approved. ${said}`],
    after: "Later reviews keep these actions.",
  });
}

/** Reports that nothing was restored, and why. */
export function notRestoredMessage(review: Review, because: string, said: string): Message {
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Not restored: ${review.roleName}`,
    lead: [`${review.roleName} was not changed. ${because}`, said],
    after: "Open the restore link again to see the current state of the role and the options.",
  });
}

/** Reports a restore that stopped before it was complete. */
export function restoreStoppedMessage(review: Review, because: string): Message {
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Restore failed: ${review.roleName}`,
    lead: [`The restore of ${review.roleName} stopped before it was complete. ${because}`],
    after: "The operators were notified, with the command that restores the role.",
  });
}
