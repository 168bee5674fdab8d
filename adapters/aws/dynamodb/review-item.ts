import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { isEnded } from "#core/review/approval/decided.ts";
import type { Review } from "#core/review/model/review.ts";
import { fromSaved, toSaved } from "#core/review/model/saved.ts";

export type Item = Record<string, AttributeValue>;

/** The partition of everything that belongs to a review. */
export function reviewKey(reviewId: string): string {
  return `REVIEW#${reviewId}`;
}

/** Where a review stands in the index: open ones and ended ones apart, each by when it was opened. */
export const LISTED = { open: "OPEN", ended: "ENDED" } as const;

/** The place of a review among those of its kind. */
export function openedKey({ createdAt, id }: Pick<Review, "createdAt" | "id">): string {
  return `${createdAt}#${id}`;
}

export function reviewItem(review: Review): Item {
  return {
    pk: { S: reviewKey(review.id) },
    sk: { S: "REVIEW" },
    review: { S: toSaved("review", review, review.id) },
    revision: { N: String(review.revision) },
    open: { S: isEnded(review) ? LISTED.ended : LISTED.open },
    openSince: { S: openedKey(review) },
  };
}

/** Throws RecordUnreadableError where the item is none that this version wrote. */
export function readReviewItem(item: Item): Review {
  return fromSaved("review", item.review?.S, item.pk?.S ?? "");
}
