import { html } from "hono/html";
import type { Words } from "#core/messages/english/words.ts";
import { type AfterChange, replacedNames } from "#core/messages/summary.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import { breakGlass } from "#core/review/change/break-glass.ts";
import type { ChangePlan } from "#core/review/change/plan.ts";
import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Settings } from "#core/review/settings.ts";
import { type DecideView, decideForm, standing, untilWhen } from "./decide-form.ts";
import { doubtsSection } from "./doubts.ts";
import { keptSection } from "./kept.ts";
import { type Html, masthead, page } from "./layout.ts";
import { breakable, nameList } from "./names.ts";
import { policyDiff } from "./policy-diff.ts";
import { type QuestionsView, questionsSection } from "./questions.ts";
import { goingSection } from "./removed.ts";
import { signedInAs } from "./sign-in-pages.ts";

export interface ReviewView extends DecideView, Pick<QuestionsView, "kept" | "allFit"> {
  readonly proposal: Proposal;
  readonly before: RoleState;
  readonly plan: ChangePlan;
  /** The patch that approving hands over in place of changing the role. */
  readonly patch?: { readonly owner: CodeOwner; readonly text: string };
  readonly settings: Pick<Settings, "pageUrl"> & AfterChange;
  /** Who is looking, where approvers sign in. */
  readonly identity?: Identity;
}

const MOST_SIGNS = 3;

/** The page on which a review is read and decided. */
export function reviewPage(view: ReviewView, words: Words): Html {
  const { proposal, before } = view;
  return page(
    `${proposal.role.name}: ${words.headline(proposal)} · Whittle`,
    html`${masthead(words.page.account(before.accountId), words.headline(proposal), lead(proposal, words))}
<div class="columns">${alert(proposal, words)}${facts(view, words)}${standing(view, words)}${doubtsSection(proposal, words)}${questionsSection(view, words)}${decideForm(view, words)}${goingSection(proposal, words)}${keptSection(proposal, before, words)}${checks(proposal, words)}${policies(view, words)}${planned(view, words)}
${signedInAs(view.identity, view.settings.pageUrl, words)}<footer>${words.page.reviewId(proposal.reviewId)}. ${words.page.nothingChanged}</footer></div>`,
    words,
    "review",
  );
}

/** For readers who have never heard of Whittle. */
function lead(proposal: Proposal, { page, askedFor }: Words): Html {
  return html`${page.roleLead}<strong>${breakable(proposal.role.name)}</strong>${page.afterRole}${askedFor(proposal)}`;
}

/** Suspicious activity stands before everything else, with what to do about it. */
function alert({ suspicious }: Proposal, { page, ALERT_ADVICE, suspiciousText }: Words): Html {
  if (suspicious.length === 0) return html``;
  return html`<section class="refused" aria-labelledby="alert"><h2 id="alert">${page.suspicious}</h2>
<p><strong>${ALERT_ADVICE}</strong></p><ul>${suspicious.slice(0, MOST_SIGNS).map((use) => html`<li>${suspiciousText(use)}</li>`)}</ul>
${suspicious.length > MOST_SIGNS ? html`<p class="soft">${page.moreSignsBelow(suspicious.length - MOST_SIGNS)}</p>` : ""}</section>`;
}

function facts({ proposal, before, expiresAt, patch, settings }: ReviewView, words: Words): Html {
  const { labels, ...texts } = words.page;
  const retained = [...proposal.retains, ...before.inline.filter(({ name }) => !proposal.replacesInline.includes(name))];
  const toCheck = words.toCheckText(proposal);
  return html`<section aria-label="${labels.summary}"><dl>
<dt>${labels.alarming}</dt><dd>${words.alarmingLine(proposal)}</dd>
<dt>${labels.proof}</dt><dd>${words.proofLine(proposal)}</dd>
${toCheck === "" ? "" : html`<dt>${labels.toCheck}</dt><dd>${toCheck}</dd>`}
<dt>${labels.couldBreak}</dt><dd>${words.couldBreakText(proposal)}</dd>
${proposal.questions.length > 0 ? html`<dt>${labels.questions}</dt><dd><a href="#questions">${texts.questionCount(proposal.questions.length)}</a>${texts.questionsLeft}</dd>` : ""}
<dt>${labels.ifItBreaks}</dt><dd>${patch ? texts.patchBelow : words.ifItBreaks(settings)}</dd>
<dt>${labels.decide}</dt><dd>${untilWhen({ proposal, expiresAt }, words)}</dd>
<dt>${labels.removed}</dt><dd>${words.removedText(proposal)}</dd>
<dt>${labels.replaced}</dt><dd class="goes">${nameList(replacedNames(proposal), words)}${texts.detached}</dd>
<dt>${labels.fresh}</dt><dd class="stays">${proposal.policies.length === 0 ? texts.noneFresh(proposal.unused !== undefined) : html`${nameList(proposal.policies, words)}${texts.attached}`}</dd>
<dt>${labels.retained}</dt><dd>${retained.length === 0 ? texts.noOtherPolicy : html`${nameList(retained, words)}${texts.unchanged}`}</dd>
<dt>${labels.evidence}</dt><dd>${words.evidenceText(proposal)}</dd>
<dt>${labels.role}</dt><dd>${breakable(proposal.role.arn)}</dd>
</dl></section>`;
}

function checks(proposal: Proposal, { page, proofLine, replayText, checkText }: Words): Html {
  return html`<section aria-labelledby="checks"><h2 id="checks">${page.checks.title}</h2>
<p>${proofLine(proposal)} ${replayText(proposal.replay)}</p>
<ul class="checks">${proposal.checks.map((check) => html`<li><span class="badge ${check.result}">${page.checks.results[check.result]}</span><div><strong>${check.name}</strong> ${checkText(check, proposal)}</div></li>`)}</ul></section>`;
}

function policies({ proposal, before }: ReviewView, words: Words): Html {
  const texts = words.page.policies;
  const replaced = new Set(proposal.replaces.map(({ arn }) => arn));
  const old = before.attached.filter(({ arn }) => replaced.has(arn));
  return html`<section aria-labelledby="policies"><h2 id="policies">${texts.title}</h2>
<details><summary>${texts.lines}</summary>${policyDiff(old, proposal.policies, words)}</details>
${proposal.policies.map((policy) => html`<details><summary class="stays">${texts.fresh(policy.name)} <span class="soft">${texts.size(policy.size)}</span></summary><pre tabindex="0">${JSON.stringify(policy.document, undefined, 2)}</pre></details>`)}</section>`;
}

function planned({ plan, patch, proposal: { owner } }: ReviewView, words: Words): Html {
  const texts = words.page.plan;
  if (patch) return handedOver(patch, words);
  return html`<section aria-labelledby="plan"><h2 id="plan">${texts.steps}</h2>
${owner ? html`<p class="goes">${texts.ownedByCode(owner.because)}</p>` : ""}<ol>${plan.steps.map((step) => html`<li>${words.describeStep(step, plan.roleName)}</li>`)}</ol></section>
<section aria-labelledby="undo"><h2 id="undo">${texts.undo}</h2>
<p>${texts.undoText}</p><pre tabindex="0">${breakGlass(plan)}</pre></section>`;
}

function handedOver({ owner, text }: NonNullable<ReviewView["patch"]>, { page }: Words): Html {
  return html`<section aria-labelledby="plan"><h2 id="plan">${page.plan.title}</h2>
<p>${page.plan.handedOver(owner.because)}</p>
<pre tabindex="0">${text}</pre></section>`;
}
