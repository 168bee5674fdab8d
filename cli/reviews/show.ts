import { accountOf } from "#core/aws/arn.ts";
import { type JournalLine, journalLine } from "#core/messages/journal.ts";
import { summaryFacts } from "#core/messages/summary.ts";
import { instantText } from "#core/messages/text.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { oneOf } from "../one-of.ts";
import { tellProposal } from "../review/tell-proposal.ts";
import { FORMATS } from "../stack/options.ts";
import { line, paragraph, print, printJson, visible } from "../terminal/lines.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { findReview } from "./find-review.ts";
import { openRecord } from "./open-record.ts";
import { SHOW } from "./options.ts";
import { type Overview, overviewJson, overviewOf, stateText } from "./overview.ts";

/** `whittle show`: gives the exit code. Throws typed errors. */
export async function show(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(SHOW, args);
  if (parsed === "help") return 0;
  const { format = "text", verbose = false, ...where } = parsed.values;
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
    else tell(overview, journal, verbose);
  } finally {
    record.close();
  }
  return 0;
}

function tellFacts(proposal: Proposal): void {
  for (const { label, text, items = [] } of summaryFacts(proposal)) {
    line(label, text);
    for (const item of items) line("", `- ${item}`);
  }
}

type Step = JournalLine & { readonly at: string };

function tell({ review, proposal, headline }: Overview, journal: readonly Step[], verbose: boolean): void {
  const { decision, waiting } = review;
  print(`${review.roleName}: ${stateText(review)}`);
  paragraph(headline, 2);
  if (proposal && verbose) tellProposal(proposal);
  else if (proposal) tellFacts(proposal);
  line("Account", accountOf(review.roleArn));
  line("Opened", instantText(review.createdAt));
  if (waiting) line("Decide until", instantText(waiting.expiresAt));
  if (decision) line("Decision", `${decision.verdict} by ${decision.by}, ${instantText(decision.at)}`);
  line("Review", review.id);
  if (journal.length > 0) print("\nSteps");
  for (const step of withoutBegun(journal)) tellStep(step);
}

/** A step that has ended is told once, by its end; one that only began was cut off, or is going on. */
function withoutBegun(journal: readonly Step[]): readonly Step[] {
  return journal.filter(({ state, text }, at) => state !== "started" || !journal.slice(at + 1).some((later) => later.text === text));
}

/** A command stands letter for letter, to be copied. */
function tellStep({ at, state, text, detail, command }: Step): void {
  const said = command === undefined ? `${state === "done" ? "" : `${state}: `}${text}${detail ? `. ${detail}` : ""}` : `${text}:`;
  paragraph(`${instantText(at)} ${said}`, 2);
  if (command !== undefined) print(`  ${visible(command)}`);
}
