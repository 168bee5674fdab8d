import type { Review } from "../model/review.ts";
import { MOST_REHEARSAL_DAYS } from "../rehearsal/days.ts";
import type { Settings } from "../settings.ts";
import { daysBetween } from "../time.ts";

const MARGIN_DAYS = 14;
/** The time limit of the state machine review-cycle, and a day: what it had not come to by then, it never will. */
const CYCLE_DAYS = 7 + 1;

type Waits = Pick<Settings, "approvalDays" | "watchHours">;

/** Was the review cut off? Such a one must not block its role. */
export function isStale(review: Review, now: string, settings: Waits): boolean {
  return daysBetween(review.updatedAt, now) > longestQuiet(review, settings);
}

/** For how many days nothing may happen in a review that goes on: longer than any wait in the workflow. */
export function longestQuiet({ status }: Review, { approvalDays, watchHours }: Waits): number {
  if (status === "rehearsing") return MOST_REHEARSAL_DAYS + MARGIN_DAYS;
  return status === "generating" ? CYCLE_DAYS : approvalDays + watchHours / 24 + MARGIN_DAYS;
}
