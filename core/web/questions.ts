import { html } from "hono/html";
import type { Question } from "#core/evidence/question.ts";
import type { Words } from "#core/messages/english/words.ts";
import { isAllNamed, keptAnyway } from "#core/messages/question.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Approval } from "#core/review/model/review.ts";
import { isSetArn } from "#core/review/permission-sets/permission-set.ts";
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
export function questionsSection({ proposal, kept, allFit, approvals, obstacle }: QuestionsView, words: Words): Html {
  const texts = words.page.questions;
  const { questions, choices } = proposal;
  if (questions.length === 0) return html``;
  const [first] = approvals;
  return html`<section class="warn" aria-labelledby="questions"><h2 id="questions">${texts.title}</h2>
<p>${texts.intro} ${choices && obstacle === undefined ? texts.tick : ""}</p>
${first?.answers ? html`<p>${texts.answeredBy(first.by)}</p>` : ""}
${allFit || !choices ? "" : html`<p class="goes">${texts.notAllFit(choices.room)}</p>`}
<ul class="asked">${questions.map((question) => html`<li>${item(question, proposal, { kept, isShut: obstacle !== undefined, words })}</li>`)}</ul></section>`;
}

function item(
  question: Question,
  { choices, role, diff }: Pick<Proposal, "choices" | "role" | "diff">,
  { kept, isShut, words }: { readonly kept: ReadonlySet<string>; readonly isShut: boolean; readonly words: Words },
): Html {
  const texts = words.page.questions;
  const { id, actions, resources } = question;
  const choice = choices?.questions.find((each) => each.question === id);
  const all = html`${folded(actions, words)}${onWhat(resources, words)}`;
  const about = words.questionParts(question);
  const anyway = kept.has(id) ? [] : keptAnyway(question, { diff });
  const why = html`<p>${words.whyAsked(question)} ${addsText(question, words)} ${words.keptAnywayText(anyway)}</p>`;
  if (!choice)
    return html`${all}<strong>${words.outcomeOf(question)}</strong>${isSetArn(role.arn) ? texts.fixed : texts.answeredBefore} ${why}`;
  if (isShut) return html`${all}<strong>${texts.verdict(kept.has(id))}</strong> ${why}`;
  return html`<input type="hidden" form="${DECIDE_FORM}" name="asked" value="${id}">
<label class="tick"><input type="checkbox" form="${DECIDE_FORM}" name="keep" value="${id}"${kept.has(id) ? html` checked` : ""}><span>${texts.on}<strong>${breakable(about.on)}</strong>${texts.keep}${breakable(about.actions)}${texts.keepEnd} <span class="soft">${texts.byDefault(choice.default === "keep")}</span></span></label>
${isAllNamed(question) ? "" : all}${why}`;
}

function onWhat(resources: readonly string[], words: Words): Html {
  const { on, everyResource } = words.page.kept;
  return resources.includes("*")
    ? html`<p class="on">${on}${everyResource}</p>`
    : html`<div class="on">${on}${folded(resources, words)}</div>`;
}

/** `Keeping adds 2 read and 1 write actions.` */
function addsText({ adds, actions }: Question, { page }: Words): string {
  return page.questions.adds(
    adds.map(({ level, count }) => [level, count] as const),
    actions.length,
  );
}
