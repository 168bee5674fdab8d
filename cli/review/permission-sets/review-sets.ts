import { loadCatalogue } from "#adapters/catalogue.ts";
import { spanOf } from "#adapters/local/generations/trail-generations.ts";
import type { OpenLogs } from "#adapters/local/trail/open-logs.ts";
import { readTrail, type TrailReading } from "#adapters/local/trail/read-trail.ts";
import { checkUsable } from "#adapters/local/trail/usable.ts";
import { systemClock } from "#adapters/machine.ts";
import { DEFAULT_GRACE_DAYS } from "#core/evidence/role-gaps.ts";
import { reviewSet, type SetReview } from "#core/review/permission-sets/propose-set.ts";
import type { SetEvidence } from "#core/review/permission-sets/set-activity.ts";
import { tellError } from "../../terminal/lines.ts";
import type { ReviewArguments } from "../arguments.ts";
import { showProgress } from "../progress.ts";
import { tellStray } from "../stray-answers.ts";
import { tellFiles } from "../tell-files.ts";
import { openSetsOutput, writeSetsOutput } from "./output-sets.ts";
import { prepareSets, type SetsRun } from "./prepare-sets.ts";
import { reportSets } from "./report-sets.ts";

/** `whittle review --permission-set`: gives the exit code. Throws typed errors for unusable arguments and input. */
export async function reviewSets(given: ReviewArguments, logs: OpenLogs): Promise<number> {
  const run = await prepareSets(given);
  openSetsOutput(given);
  const catalogue = loadCatalogue();
  const roleArns = run.sets.flatMap(({ roles }) => roles.map(({ arn }) => arn));
  const { window } = given;
  const reading = checkUsable(given.source.path, await readTrail({ logs, roleArns, catalogue, window, ...showProgress() }), window);
  await tellFiles({ source: { read: Promise.resolve(reading) } });
  const evidence = evidenceOf(given, reading, run);
  const request = { replace: given.replace, answers: given.answers, proposedAt: systemClock.now(), catalogue };
  const reviews: SetReview[] = [];
  for (const set of run.sets) reviews.push(reviewSet(set, evidence, request));
  const reviewed = { given, reading, reviews, catalogue };
  tellStrangers(reviews);
  writeSetsOutput(reviewed);
  reportSets(reviewed);
  const questions = reviews.flatMap((review) => (review.kind === "reviewed" ? review.proposal.questions : []));
  const stray = tellStray(given, questions, "permission set");
  return stray > 0 || reviews.some(({ kind }) => kind === "failed") ? 1 : 0;
}

/** Says, on standard error and before the plans, where the logs know nobody who used a set: they may be of other accounts. */
function tellStrangers(reviews: readonly SetReview[]): void {
  if (reviews.every(({ accounts }) => accounts.every(({ calls }) => calls === 0)))
    tellError("No record belongs to a reviewed permission set. Are these the trails of its accounts?");
}

function evidenceOf({ window }: ReviewArguments, { tally, problems, files }: TrailReading, { roles }: SetsRun): SetEvidence {
  const profiles = roles.flatMap(({ accountId, arn, instanceProfiles }) =>
    instanceProfiles.map((name) => [`${accountId}/${name}`, arn] as const),
  );
  return {
    logs: { tally, files, unreadable: problems },
    window: { ...spanOf(tally), ...window },
    rolesOfProfiles: new Map(profiles),
    graceDays: DEFAULT_GRACE_DAYS,
  };
}
