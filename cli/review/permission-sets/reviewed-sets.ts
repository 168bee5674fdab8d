import type { TrailReading } from "#adapters/local/trail/read-trail.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { SetChange } from "#core/review/permission-sets/emit/set-change.ts";
import { INLINE_NAME } from "#core/review/permission-sets/inline-policy.ts";
import type { SetReview } from "#core/review/permission-sets/propose-set.ts";
import type { ReviewArguments } from "../arguments.ts";

/** What came of a run over permission sets. */
export interface ReviewedSets {
  readonly given: ReviewArguments;
  readonly reading: TrailReading;
  readonly reviews: readonly SetReview[];
  readonly catalogue: ActionCatalogue;
}

/** The changes that are proposed. */
export function changesOf({ reviews }: Pick<ReviewedSets, "reviews">): readonly SetChange[] {
  return reviews.flatMap((review) => {
    if (review.kind !== "reviewed" || review.proposal.outcome !== "proposed") return [];
    const { set, before, inline, proposal } = review;
    const reviewed = set.roles[0].inline.find(({ name }) => name === INLINE_NAME)?.json;
    const inlines = { ...(inline ? { inline } : {}), ...(reviewed === undefined ? {} : { reviewedInline: reviewed }) };
    return [{ name: set.name, before, replaces: proposal.replaces, ...inlines }];
  });
}
