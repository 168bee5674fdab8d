import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { isEnded } from "#core/review/approval/decided.ts";
import type { Review } from "#core/review/model/review.ts";
import { fromSaved, toSaved } from "#core/review/model/saved.ts";

export type Item = Record<string, AttributeValue>;

/** The partition of everything that belongs to a review. */
export function reviewKey(reviewId: string): string {
  return `REVIEW#${reviewId}`;
}

/** `openSince` puts a review into the index of open ones; an ended review has none. */
export function reviewItem(review: Review): Item {
  return {
    pk: { S: reviewKey(review.id) },
    sk: { S: "REVIEW" },
    review: { S: toSaved("review", review, review.id) },
    revision: { N: String(review.revision) },
    ...(isEnded(review) ? {} : { open: { S: "OPEN" }, openSince: { S: `${review.createdAt}#${review.id}` } }),
  };
}

/** Throws RecordUnreadableError where the item is none that this version wrote. */
export function readReviewItem(item: Item): Review {
  return fromSaved("review", item.review?.S, item.pk?.S ?? "");
}
