import type { Review } from "#core/review/model/review.ts";
import { ABANDONED } from "../abandoned.ts";
import { reviewsOfRole } from "../reviews/of-role.ts";

/** The review of this id, or else the latest approved one of the role that it names; undefined where there is none. */
export function lastApplied(reviews: readonly Review[], name: string): Review | undefined {
  return (
    reviews.find(({ id }) => id === name) ??
    reviewsOfRole(reviews, name).findLast(({ decision, failure }) => decision?.verdict === "approved" && failure?.code !== ABANDONED)
  );
}
