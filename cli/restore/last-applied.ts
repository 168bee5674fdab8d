import type { Review } from "#core/review/model/review.ts";
import { ABANDONED } from "../abandoned.ts";

/** The review of this id, or else the latest approved one of the role of this name; undefined where there is none. */
export function lastApplied(reviews: readonly Review[], name: string): Review | undefined {
  return (
    reviews.find(({ id }) => id === name) ??
    reviews.findLast(
      ({ roleName, decision, failure }) => roleName === name && decision?.verdict === "approved" && failure?.code !== ABANDONED,
    )
  );
}
