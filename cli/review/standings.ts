import { decidedProposal } from "#core/review/chosen.ts";
import type { Outcome } from "#core/review/model/outcome.ts";
import type { Review } from "#core/review/model/review.ts";
import { type Standing, standingOf, worstFirst } from "#core/review/standing.ts";
import type { ReviewRun } from "./run.ts";
import { statusOf } from "./status.ts";

/** How a reviewed role stands, and how its review ended. */
export interface RoleStanding extends Standing {
  readonly result: string;
}

/** How each reviewed role stands, the worst first. */
export async function standingsOf(run: ReviewRun): Promise<readonly RoleStanding[]> {
  const standings: RoleStanding[] = [];
  for (const review of run.reviews()) {
    const standing = await standingOfReview(run, review);
    if (standing) standings.push({ ...standing, result: resultOf(review) });
  }
  return standings.sort(worstFirst);
}

/** How the role of a review stands, as the review found it; undefined where the snapshot holds no such role. */
export async function standingOfReview({ roles, store, catalogue }: ReviewRun, review: Review): Promise<Standing | undefined> {
  const role = roles.find(({ name }) => name === review.roleName);
  const proposal = await decidedProposal(store, review);
  return role && standingOf({ role, window: proposal?.window ?? review.window, proposal }, catalogue);
}

const RESULTS: Readonly<Record<Exclude<Outcome, "proposed">, string>> = {
  "nothing-to-change": "no change",
  "no-activity": "no activity",
  "not-eligible": "skipped",
};

/** `proposed`, `applied`, `no activity` … */
export function resultOf(review: Review): string {
  const { status, outcome = "not-eligible" } = review;
  return status === "failed" || outcome === "proposed" ? statusOf(review) : RESULTS[outcome];
}
