import { systemClock } from "#adapters/machine.ts";
import { asDecided } from "#core/review/chosen.ts";
import type { Review } from "#core/review/model/review.ts";
import { worstFirst } from "#core/review/standing.ts";
import { type PlannedRole, plansPage } from "#core/web/report/plans-page.ts";
import { reportAtEnd } from "./report-at-end.ts";
import type { Report, ReviewRun } from "./run.ts";
import { resultOf, standingOfReview } from "./standings.ts";

/** Every plan in one HTML file: in the words of the approval page, the worst role first. */
export function htmlReport(run: ReviewRun): Report {
  return reportAtEnd(run, async () => {
    const roles: PlannedRole[] = [];
    for (const review of run.reviews()) roles.push(...(await plannedRole(run, review)));
    roles.sort((a, b) => worstFirst(a.standing, b.standing));
    const page = await plansPage(roles, systemClock.now());
    process.stdout.write(page.toString());
  });
}

/** Empty where the snapshot does not hold the role. */
async function plannedRole(run: ReviewRun, review: Review): Promise<readonly PlannedRole[]> {
  const standing = await standingOfReview(run, review);
  if (!standing) return [];
  const proposal = await run.store.document(review.id, "proposal");
  const before = await run.store.document(review.id, "before");
  const proposed = before && proposal?.outcome === "proposed" ? { proposed: { proposal: asDecided(proposal, review), before } } : {};
  return [{ review, standing, result: resultOf(review), ...proposed }];
}
