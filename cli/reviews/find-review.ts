import { UnusableFileError } from "#adapters/local/errors.ts";
import type { ReviewRecord } from "#adapters/operator/review-record.ts";
import type { Review } from "#core/review/model/review.ts";
import { didYouMean } from "../nearest.ts";
import { reviewsOfRole } from "./of-role.ts";

/** The review of this id, or else the latest one of the role that it names. Throws UnusableFileError. */
export async function findReview(record: ReviewRecord, name: string): Promise<Review> {
  const reviews = await record.all();
  const found = reviews.find(({ id }) => id === name) ?? reviewsOfRole(reviews, name).at(-1);
  if (!found) {
    const meant = didYouMean(name, [...new Set(reviews.map(({ roleName }) => roleName))]);
    throw new UnusableFileError(name, `no review and no reviewed role has this name.${meant} See: whittle list`);
  }
  return found;
}
