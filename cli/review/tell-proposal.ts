import { checkText } from "#core/messages/check.ts";
import { reasonText } from "#core/messages/evidence.ts";
import { gapText } from "#core/messages/gap.ts";
import { noteTexts } from "#core/messages/note.ts";
import { outcomeText } from "#core/messages/outcome.ts";
import { deniedLaterText } from "#core/messages/proof-line.ts";
import { outcomeOf, whyAsked } from "#core/messages/question.ts";
import { riskLine } from "#core/messages/risk-line.ts";
import { evidenceText, headline, replacedNames } from "#core/messages/summary.ts";
import { suspiciousText } from "#core/messages/suspicious.ts";
import type { JsonPolicy, JsonStatement } from "#core/policy/json.ts";
import type { Proof, Proposal } from "#core/review/model/proposal.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import { line } from "../terminal/lines.ts";

const MOST_ACTIONS = 12;
const MOST_STATEMENTS = 12;

/** Prints what a role used and what is proposed for it. */
export function tellProposal(proposal: Proposal): void {
  const { activity, window, outcome, reason } = proposal;
  if (activity.source === "trail" && activity.records.ofRole > 0) {
    const { ofRole, denied } = activity.records;
    line("activity", `${counted(ofRole, "record")} in CloudTrail${denied > 0 ? `, ${thousands(denied)} of them denied calls` : ""}`);
  }
  if (activity.entries.length > 0)
    line("used", `${counted(activity.entries.length, "action")}, ${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}`);
  if (outcome === "proposed") tellChange(proposal);
  else line("outcome", `${outcome.replaceAll("-", " ")}. ${outcomeText(reason)}`);
}

function tellChange(proposal: Proposal): void {
  const { retains, policies, checks, gaps } = proposal;
  line("proposal", headline(proposal));
  if (proposal.unused) line("evidence", evidenceText(proposal));
  line("risk", riskLine(proposal));
  line("replaces", namesOf(replacedNames(proposal)));
  for (const { name, size } of policies) line("with", `${name} (${thousands(size)} of 6,144 characters)`);
  if (retains.length > 0) line("retains", namesOf(retains));
  tellPolicies(policies.map(({ document }) => document));
  tellEvidence(proposal);
  tellDeniedLater(proposal.proof);
  for (const note of noteTexts(proposal)) line("note", note);
  for (const check of checks) {
    const { name, result } = check;
    // Evidence gaps have lines of their own.
    const isTold = name === "evidence-complete" && result === "warn" && gaps.length > 0;
    if (result !== "skipped" && !isTold) line(result, `${name}: ${checkText(check, proposal)}`);
  }
}

function tellPolicies(documents: readonly JsonPolicy[]): void {
  const statements = documents.flatMap(({ Statement }) => Statement);
  for (const statement of statements.slice(0, MOST_STATEMENTS))
    line(statement.Effect === "Allow" ? "allows" : "denies", inWords(statement));
  if (statements.length > MOST_STATEMENTS) line("", `and ${counted(statements.length - MOST_STATEMENTS, "statement")} more`);
}

/** `s3:GetObject on arn:aws:s3:::reports/*` */
function inWords({ Action, NotAction, Resource, NotResource, Condition }: JsonStatement): string {
  const actions = Action === undefined ? `all but ${listed(NotAction)}` : listed(Action);
  const resources = Resource === undefined ? `all but ${listed(NotResource)}` : listed(Resource);
  return `${actions} on ${resources}${Condition === undefined ? "" : ` if ${JSON.stringify(Condition)}`}`;
}

function listed(names: string | readonly string[] = []): string {
  return someOf(typeof names === "string" ? [names] : names, MOST_ACTIONS);
}

function tellEvidence({ evidence, suspicious, gaps, questions }: Proposal): void {
  for (const item of evidence.slice(0, MOST_ACTIONS))
    line(
      "kept",
      `${item.action}: ${reasonText(item, { gaps, suspicious })}${item.proven || item.kind === "seen" ? "" : " (kept without proof)"}`,
    );
  if (evidence.length > MOST_ACTIONS) line("", `and ${counted(evidence.length - MOST_ACTIONS, "action")} more`);
  for (const use of suspicious.slice(0, 5)) line("suspicious", suspiciousText(use));
  for (const gap of gaps.slice(0, 5)) line("evidence gap", gapText(gap));
  for (const question of questions) {
    const { id, actions, resources } = question;
    line("question", `${id}: ${actions.join(", ")} on ${someOf(resources, 4)}: ${outcomeOf(question)}. ${whyAsked(question)}`);
  }
}

function tellDeniedLater(proof: Proof): void {
  if (proof.kind !== "tested") return;
  for (const call of proof.denied.slice(0, MOST_ACTIONS))
    line("later", `${call.action} on ${call.resource}, ${counted(call.count, "call")}: ${deniedLaterText(call)}`);
  if (proof.denied.length > MOST_ACTIONS) line("", `and ${counted(proof.denied.length - MOST_ACTIONS, "later call")} more`);
}

function namesOf(policies: readonly { readonly name: string }[]): string {
  return someOf(
    policies.map(({ name }) => name),
    5,
  );
}
