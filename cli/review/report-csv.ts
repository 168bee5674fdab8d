import { csvRow } from "#core/messages/csv.ts";
import { GRAVEST_FIRST } from "#core/policy/diff.ts";
import { decidedProposal } from "#core/review/chosen.ts";
import type { Review } from "#core/review/model/review.ts";
import { reportAtEnd } from "./report-at-end.ts";
import type { Report, ReviewRun } from "./run.ts";
import { statusOf } from "./status.ts";

const TITLES = ["role", "arn", "outcome", "status", "service", "access level", "removed actions"];

/** One row for each role, service and access level of which actions are removed; a role that loses none has one row. */
export function csvReport(run: ReviewRun): Report {
  return reportAtEnd(run, async () => {
    process.stdout.write(csvRow(TITLES));
    for (const review of run.reviews()) for (const row of await rowsOf(run, review)) process.stdout.write(csvRow(row));
  });
}

async function rowsOf({ store }: ReviewRun, review: Review): Promise<readonly (readonly (string | number)[])[]> {
  const head = [review.roleName, review.roleArn, review.outcome ?? "not-eligible", statusOf(review)];
  const services = (await decidedProposal(store, review))?.diff.removedByLevel ?? [];
  const rows = services.flatMap(({ service, counts }) =>
    counts.flatMap((count, at) => (count > 0 ? [[...head, service, GRAVEST_FIRST[at] ?? "", count]] : [])),
  );
  return rows.length > 0 ? rows : [[...head, "", "", 0]];
}
