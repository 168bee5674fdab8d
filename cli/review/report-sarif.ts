import { seenJson } from "#core/json-text.ts";
import { outcomeText } from "#core/messages/outcome.ts";
import { type ReviewedRole, sarifLog } from "#core/messages/sarif.ts";
import { decidedProposal } from "#core/review/chosen.ts";
import type { Review } from "#core/review/model/review.ts";
import { VERSION } from "../version.ts";
import { AWS } from "./arguments.ts";
import { reportAtEnd } from "./report-at-end.ts";
import type { Report, ReviewRun } from "./run.ts";

/** What was found about all roles, as one log that code scanning reads. */
export function sarifReport(run: ReviewRun): Report {
  return reportAtEnd(run, async () => {
    const roles: ReviewedRole[] = [];
    for (const review of run.reviews()) roles.push(await reviewed(run, review));
    process.stdout.write(`${seenJson(JSON.stringify(sarifLog({ version: VERSION, file: fileOf(run), roles }), null, 1))}\n`);
  });
}

async function reviewed({ store }: ReviewRun, review: Review): Promise<ReviewedRole> {
  const { failure, reason, roleName, roleArn } = review;
  const because = failure?.message ?? (reason ? outcomeText(reason) : "The review ended without a proposal.");
  return { name: roleName, arn: roleArn, proposal: await decidedProposal(store, review), because };
}

/** Code scanning shows findings at a file: the account's export, and a name in its place where there is none. */
function fileOf({ given: { account } }: ReviewRun): string {
  return account === AWS ? "iam/account.json" : account.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
}
