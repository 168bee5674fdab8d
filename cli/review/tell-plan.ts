import { alertTexts } from "#core/messages/alert.ts";
import { checkText } from "#core/messages/check.ts";
import { askedAgainText, noteText } from "#core/messages/note.ts";
import { outcomeText } from "#core/messages/outcome.ts";
import { headline, summaryFacts } from "#core/messages/summary.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { line, paragraph } from "../terminal/lines.ts";
import type { Tone } from "../terminal/terminal.ts";

const MOST_NOTES = 5;
const TONES: Readonly<Record<string, Tone>> = { Removed: "bad", Kept: "good", "Could break": "doubt", Questions: "doubt" };

/** Prints the plan for a role in a few lines: the same facts, in the same words, as the mail and the page. */
export function tellPlan(proposal: Proposal): void {
  const { outcome, reason } = proposal;
  if (outcome === "proposed") tellChange(proposal);
  else line("Outcome", `${outcome.replaceAll("-", " ")}. ${outcomeText(reason)}`);
}

function tellChange(proposal: Proposal): void {
  if (proposal.askedAgain) paragraph(askedAgainText(proposal.askedAgain), 2);
  for (const text of alertTexts(proposal)) line("Suspicious", text, "bad");
  paragraph(`${headline(proposal)}.`, 2, "title");
  for (const { label, text, items = [] } of summaryFacts(proposal, { answered: "by-option" })) {
    line(label, text, TONES[label]);
    for (const item of items) line("", `- ${item}`);
  }
  for (const note of proposal.notes.slice(0, MOST_NOTES)) line("Note", noteText(note));
  for (const check of proposal.checks) if (check.result === "fail") line("Check failed", checkText(check, proposal), "bad");
}
