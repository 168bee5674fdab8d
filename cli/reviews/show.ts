import { accountOf } from "#core/aws/arn.ts";
import { journalLine } from "#core/messages/journal.ts";
import { summaryFacts } from "#core/messages/summary.ts";
import { instantText } from "#core/messages/text.ts";
import { oneOf } from "../one-of.ts";
import { FORMATS } from "../stack/options.ts";
import { line, paragraph, print, printJson } from "../terminal/lines.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { findReview } from "./find-review.ts";
import { openRecord } from "./open-record.ts";
import { SHOW } from "./options.ts";
import { type Overview, overviewJson, overviewOf } from "./overview.ts";

/** `whittle show`: gives the exit code. Throws typed errors. */
export async function show(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(SHOW, args);
  if (parsed === "help") return 0;
  const { format = "text", ...where } = parsed.values;
  const [name, ...more] = parsed.positionals;
  if (name === undefined || more.length > 0) throw new UsageError(SHOW.name, "Give one review id or one role name.");
  const asJson = oneOf(SHOW.name, "--format", FORMATS, format) === "json";
  const record = await openRecord(SHOW.name, where);
  try {
    const overview = await overviewOf(record, await findReview(record, name));
    const journal = (await record.journal(overview.review.id)).map((entry) => ({
      at: entry.at,
      ...journalLine(entry, overview.review.roleName),
    }));
    if (asJson) printJson({ ...overviewJson(overview), journal });
    else tell(overview, journal);
  } finally {
    record.close();
  }
  return 0;
}

function tell({ review, proposal, headline }: Overview, journal: readonly { readonly at: string; readonly text: string }[]): void {
  const { decision, waiting } = review;
  print(`${review.roleName}: ${review.status}`);
  paragraph(headline, 2);
  for (const { label, text } of proposal ? summaryFacts(proposal) : []) line(label, text);
  line("Account", accountOf(review.roleArn));
  line("Opened", instantText(review.createdAt));
  if (waiting) line("Decide until", instantText(waiting.expiresAt));
  if (decision) line("Decision", `${decision.verdict} by ${decision.by}, ${instantText(decision.at)}`);
  line("Review", review.id);
  if (journal.length > 0) print("\nSteps");
  for (const { at, text } of journal) paragraph(`${instantText(at)}  ${text}`, 2);
}
