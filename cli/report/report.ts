import { loadCatalogue } from "#adapters/catalogue.ts";
import { writeText } from "#adapters/local/write-file.ts";
import { systemClock } from "#adapters/machine.ts";
import type { ReviewRecord } from "#adapters/operator/review-record.ts";
import { escalationActions } from "#core/policy/escalation.ts";
import { accountReport, type ReviewWithProposal, stateOf } from "#core/review/account-report.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { documentsOf } from "#core/review/role-policies.ts";
import { grantedCount } from "#core/review/standing.ts";
import { counted } from "#core/text.ts";
import { reportPage } from "#core/web/report/report-page.ts";
import { openRecord } from "../reviews/open-record.ts";
import { ofAccount } from "../reviews/options.ts";
import { type Overview, overviewsOf, withDocuments } from "../reviews/overview.ts";
import { DEFAULT_STACK } from "../stack/options.ts";
import { paragraph } from "../terminal/lines.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { REPORT } from "./options.ts";

/** `whittle report`: gives the exit code. Throws typed errors. */
export async function report(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(REPORT, args);
  if (parsed === "help") return 0;
  const [file, ...more] = parsed.positionals;
  if (file === undefined || more.length > 0) throw new UsageError(REPORT.name, "Give one file to write, such as report.html.");
  const { out, stack = DEFAULT_STACK, account } = parsed.values;
  const record = await openRecord(REPORT.name, parsed.values);
  try {
    const all = ofAccount(REPORT.name, await record.all(), account);
    // Of a role, only the latest review says what it may do today.
    const latest = new Map(all.map((review) => [review.roleArn, review.id]));
    const reviews: Overview[] = [];
    for await (const overview of overviewsOf(record, all)) reviews.push(overview);
    const standing = reviews.filter(({ review }) => latest.get(review.roleArn) === review.id && stateOf(review) !== "changed");
    const made = accountReport(await withToday(record, reviews, standing));
    const page = await reportPage(made, { now: systemClock.now(), of: out === undefined ? `the stack ${stack}` : `the folder ${out}` });
    writeText(file, page.toString());
    paragraph(
      `Wrote ${file}: ${counted(made.roles.length, "role")}. It names roles and what they may do: share it with people who may know that.`,
    );
  } finally {
    record.close();
  }
  return 0;
}

/** With what these roles may do as they were read; without, where a review did not come to read its role. */
async function withToday(
  record: ReviewRecord,
  all: readonly Overview[],
  standing: readonly Overview[],
): Promise<readonly ReviewWithProposal[]> {
  const asked = standing.map(({ review }) => review);
  const today = new Map<string, ReviewWithProposal["today"]>();
  const proposals = new Map(standing.map(({ review, proposal }) => [review.id, proposal]));
  for await (const { review, document } of withDocuments(record, asked, "before"))
    if (document) today.set(review.id, todayOf(review, proposals.get(review.id), document));
  return all.map((overview) => {
    const now = today.get(overview.review.id);
    return now ? { ...overview, today: now } : overview;
  });
}

function todayOf({ outcome }: Review, proposal: Proposal | undefined, role: RoleState): NonNullable<ReviewWithProposal["today"]> {
  const catalogue = loadCatalogue();
  const documents = documentsOf(role);
  const unused = outcome === "no-activity" ? grantedCount(documents, catalogue) : (proposal?.diff.removedCount ?? 0);
  return { unused, escalations: escalationActions(documents, catalogue).map(({ actions }) => actions) };
}
