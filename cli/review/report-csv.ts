import { csvRow } from "#core/messages/csv.ts";
import { GRAVEST_FIRST } from "#core/policy/diff.ts";
import { asDecided } from "#core/review/chosen.ts";
import type { Review } from "#core/review/model/review.ts";
import { whereToDecide } from "../terminal/lines.ts";
import type { Report, ReviewRun } from "./run.ts";
import { statusOf } from "./status.ts";
import { tellFiles } from "./tell-files.ts";

const TITLES = ["role", "arn", "outcome", "status", "service", "access level", "removed actions"];

/** One row for each role, service and access level of which actions are removed; a role that loses none has one row. */
export function csvReport(run: ReviewRun): Report {
  return {
    async done() {},
    async asked({ roleName }, link) {
      process.stderr.write(`${whereToDecide(roleName, link)}\n`);
    },
    async end() {
      await tellFiles(run);
      process.stdout.write(csvRow(TITLES));
      for (const review of run.reviews()) for (const row of await rowsOf(run, review)) process.stdout.write(csvRow(row));
    },
  };
}

async function rowsOf({ store }: ReviewRun, review: Review): Promise<readonly (readonly (string | number)[])[]> {
  const head = [review.roleName, review.roleArn, review.outcome ?? "not-eligible", statusOf(review)];
  const made = await store.document(review.id, "proposal");
  const services = made ? asDecided(made, review).diff.removedByLevel : [];
  const rows = services.flatMap(({ service, counts }) =>
    counts.flatMap((count, at) => (count > 0 ? [[...head, service, GRAVEST_FIRST[at] ?? "", count]] : [])),
  );
  return rows.length > 0 ? rows : [[...head, "", "", 0]];
}
