import { html } from "hono/html";
import type { Question } from "#core/evidence/question.ts";
import { isAllNamed, outcomeOf, questionName, whyAsked } from "#core/messages/question.ts";
import type { Choices, Proposal } from "#core/review/model/proposal.ts";
import type { Approval } from "#core/review/model/review.ts";
import { counted } from "#core/text.ts";
import { DECIDE_FORM } from "./decide-form.ts";
import type { Html } from "./layout.ts";
import { breakable, folded } from "./names.ts";

export interface QuestionsView {
  readonly proposal: Proposal;
  /** The questions, by id, whose box is ticked. */
  readonly kept: ReadonlySet<string>;
  /** Does every set of answers fit into the policies that the role may carry? */
  readonly allFit: boolean;
  readonly approvals: readonly Approval[];
  readonly obstacle?: string;
}

/** What no log can answer, each with a box to tick where it is for the approver to answer; empty where there is nothing. */
export function questionsSection({ proposal, kept, allFit, approvals, obstacle }: QuestionsView): Html {
  const { questions, choices } = proposal;
  if (questions.length === 0) return html``;
  const [first] = approvals;
  return html`<section class="warn" aria-labelledby="questions"><h2 id="questions">Questions for you</h2>
<p>No log shows whether the role uses these permissions. ${choices && obstacle === undefined ? "Tick what to keep. What isn't ticked is removed. Approving carries out exactly these answers. The counts and policies on this page are those of the boxes as they were when it opened." : ""}</p>
${first?.answers ? html`<p>${first.by} gave the answers below. To approve, confirm them: both approvers must give the same answers.</p>` : ""}
${allFit ? "" : html`<p class="goes">Keeping all of these doesn't fit into the ${counted(choices?.mostPolicies ?? 0, "managed policy", "managed policies")} that the role has room for. If your answers don't fit, the page says so and nothing is decided.</p>`}
<ul>${questions.map((question) => html`<li>${item(question, choices, { kept, isShut: obstacle !== undefined })}</li>`)}</ul></section>`;
}

function item(question: Question, choices: Choices | undefined, { kept, isShut }: { kept: ReadonlySet<string>; isShut: boolean }): Html {
  const { id, actions, resources } = question;
  const choice = choices?.questions.find((each) => each.question === id);
  const about = html`${folded(actions)}on ${folded(resources)}`;
  const why = html`<p>${whyAsked(question)} ${addsText(question)}</p>`;
  if (!choice) return html`${about}<strong>${outcomeOf(question)}</strong>, as answered before the proposal. ${why}`;
  const unchanged = choice.default === "keep" ? "kept" : "removed";
  if (isShut) return html`${about}<strong>${kept.has(id) ? "kept" : "removed"}</strong>. ${why}`;
  return html`<input type="hidden" form="${DECIDE_FORM}" name="asked" value="${id}">
<label class="tick"><input type="checkbox" form="${DECIDE_FORM}" name="keep" value="${id}"${kept.has(id) ? html` checked` : ""}> Keep ${breakable(questionName(question))} <span class="soft">(${unchanged} by default)</span></label>
${isAllNamed(question) ? "" : about}${why}`;
}

/** `Keeping adds 2 read and 1 write actions.` */
function addsText({ adds, actions }: Question): string {
  const levels = adds.map(({ level, count }) => `${count} ${level.toLowerCase()}`).join(" and ");
  return `Keeping adds ${levels} ${actions.length === 1 ? "action" : "actions"}.`;
}
