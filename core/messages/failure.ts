import { accountOf } from "#core/aws/arn.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { aboutReview } from "./about.ts";
import type { NoticeWords } from "./english/notice-words.ts";
import { messageOf } from "./message-of.ts";
import type { Way } from "./telling.ts";

export interface Failed {
  readonly review: Review & { readonly failure: NonNullable<Review["failure"]> };
  /** The command that restores the role, where a change had begun. */
  readonly byHand?: string | undefined;
}

/** Reports a failed review to the operators: the step, the reason and, where a change had begun, the command that restores the role. */
export function failureAlarm({ review, byHand }: Failed, words: NoticeWords): Message {
  const { code, message, step } = review.failure;
  const { failure } = words.notices;
  return messageOf({
    kind: "alarm",
    ...aboutReview(review, words, ({ notices }) => notices.failure.reviewTitle(review.roleName, code)),
    lead: [failure.review(review.roleName, step), message],
    ways: wayByHand(review, byHand, words),
    after: failure.reviewAfter,
  });
}

/** Reports a failed restore to the operators; the review is as it was before the request. */
export function restoreAlarm({ review, byHand }: Failed, words: NoticeWords): Message {
  const { code, message } = review.failure;
  const { failure } = words.notices;
  return messageOf({
    kind: "alarm",
    ...aboutReview(review, words, ({ notices }) => notices.failure.restoreTitle(review.roleName, code)),
    lead: [failure.restore(review.roleName), message],
    ways: wayByHand(review, byHand, words),
    after: failure.restoreAfter,
  });
}

function wayByHand({ roleArn }: Failed["review"], byHand: string | undefined, { notices }: NoticeWords): readonly Way[] {
  return byHand ? [{ words: notices.byHand(accountOf(roleArn)), kind: "command", text: byHand }] : [];
}
