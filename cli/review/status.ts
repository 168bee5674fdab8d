import { isUnmade } from "#core/review/model/outcome.ts";
import type { Review } from "#core/review/model/review.ts";

/** The status of a review in reports: one that ended without a decision is `proposed`, one that was carried out `applied`. */
export function statusOf({ status, decision, reason }: Review): "proposed" | "approved" | "rejected" | "expired" | "applied" | "failed" {
  if (status === "failed") return "failed";
  if (status === "applied" || (status === "settled" && decision?.verdict === "approved" && !isUnmade(reason))) return "applied";
  return decision?.verdict ?? "proposed";
}
