import * as v from "valibot";

/** Where a review stands. */
export const ReviewStatus = v.picklist([
  "generating",
  "proposing",
  "waiting",
  "approved",
  "rejected",
  "expired",
  "drifted",
  "applying",
  "applied",
  "restoring",
  "restored",
  "settled",
  "failed",
]);
export type ReviewStatus = v.InferOutput<typeof ReviewStatus>;

/** A review changes its role in these alone. */
export type ChangingStatus = "applying" | "restoring";
