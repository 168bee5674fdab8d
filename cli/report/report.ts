import { loadCatalogue } from "#adapters/catalogue.ts";
import { writeText } from "#adapters/local/write-file.ts";
import { systemClock } from "#adapters/machine.ts";
import { escalationActions } from "#core/policy/escalation.ts";
import { accountReport, type Today } from "#core/review/account-report.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { standingOf } from "#core/review/standing.ts";
import { counted } from "#core/text.ts";
import { reportPage } from "#core/web/report/report-page.ts";
import { openRecord } from "../reviews/open-record.ts";
import { overviewOf } from "../reviews/overview.ts";
import { DEFAULT_STACK } from "../stack/options.ts";
import { paragraph } from "../terminal/lines.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { REPORT } from "./options.ts";

/** What the role may do as it was read; nothing where the review did not come to read it. */
function todayOf(role: RoleState | undefined, { window }: Review, proposal: Proposal | undefined): { readonly today?: Today } {
  if (!role) return {};
  const catalogue = loadCatalogue();
  const documents = [...role.attached, ...role.inline].map(({ document }) => document);
  const escalations = escalationActions(documents, catalogue).map(({ actions }) => actions);
  return { today: { unused: standingOf({ role, window, proposal }, catalogue).unusedCount, escalations } };
}

/** `whittle report`: gives the exit code. Throws typed errors. */
export async function report(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(REPORT, args);
  if (parsed === "help") return 0;
  const [file, ...more] = parsed.positionals;
  if (file === undefined || more.length > 0) throw new UsageError(REPORT.name, "Give one file to write, such as report.html.");
  const { out, stack = DEFAULT_STACK } = parsed.values;
  const record = await openRecord(REPORT.name, parsed.values);
  try {
    const reviews = [];
    for (const review of await record.all()) {
      const overview = await overviewOf(record, review);
      const made = await record.document(review.id, "proposal");
      reviews.push({ ...overview, ...todayOf(await record.document(review.id, "before"), review, made) });
    }
    const made = accountReport(reviews);
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
