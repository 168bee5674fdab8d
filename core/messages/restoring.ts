import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { aboutReview } from "./about.ts";
import type { NoticeWords } from "./english/notice-words.ts";
import type { Asked } from "./journal.ts";
import { messageOf } from "./message-of.ts";

/** Reports that actions which a review removed are allowed again. */
export function addedBackMessage(review: Review, actions: readonly string[], asked: Asked, words: NoticeWords): Message {
  const { restoring } = words.notices;
  return messageOf({
    kind: "closing",
    ...aboutReview(review, words, ({ notices }) => notices.restoring.addedBackTitle(review.roleName, actions)),
    lead: [restoring.addedBack(review.roleName, actions, words.askedText(asked))],
    after: restoring.addedBackAfter,
  });
}

/** Reports that nothing was restored, and why. */
export function notRestoredMessage(review: Review, because: string, asked: Asked, words: NoticeWords): Message {
  const { restoring } = words.notices;
  return messageOf({
    kind: "closing",
    ...aboutReview(review, words, ({ notices }) => notices.restoring.refusedTitle(review.roleName)),
    lead: [restoring.refused(review.roleName, because), words.askedText(asked)],
    after: restoring.refusedAfter,
  });
}

/** Reports a restore that stopped before it was complete. */
export function restoreStoppedMessage(review: Review, because: string, words: NoticeWords): Message {
  const { restoring } = words.notices;
  return messageOf({
    kind: "closing",
    ...aboutReview(review, words, ({ notices }) => notices.restoring.stoppedTitle(review.roleName)),
    lead: [restoring.stopped(review.roleName, because)],
    after: restoring.stoppedAfter,
  });
}
