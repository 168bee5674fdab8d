import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Words } from "#core/messages/english/words.ts";
import { type AfterChange, replacedNames } from "#core/messages/summary.ts";
import { firstSigns } from "#core/messages/suspicious.ts";
import { MAX_POLICY_SIZE } from "#core/policy/split.ts";
import type { ChangePlan } from "#core/review/change/plan/change-plan.ts";
import { breakGlass } from "#core/review/change/restore/break-glass.ts";
import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { InlinePolicy, RoleState } from "#core/review/model/role-state.ts";
import { replacedAndRetained } from "#core/review/role-policies.ts";
import { untilWhen } from "./decide-form.ts";
import type { Html } from "./layout.ts";
import { breakable, nameList } from "./names.ts";

/** What is to be done with a role, for people: the same on the approval page and in a file of plans. */
export interface PlanView {
  readonly proposal: Proposal;
  readonly before: RoleState;
  readonly plan: ChangePlan;
  /** Until when somebody may decide, in ISO 8601; absent where nobody is asked. */
  readonly expiresAt?: string;
  /** The patch that approving hands over in place of changing the role. */
  readonly patch?: { readonly owner: CodeOwner; readonly text: string; readonly asPullRequest: boolean };
  readonly settings: AfterChange;
}

/** Suspicious activity stands before everything else, with what to do about it. */
export function alertSection({ suspicious }: Proposal, { page, ALERT_ADVICE, suspiciousText }: Words): Html {
  if (suspicious.length === 0) return html``;
  const { shown, more } = firstSigns(suspicious);
  return html`<section class="refused" aria-labelledby="alert"><h2 id="alert">${page.suspicious}</h2>
<p><strong>${ALERT_ADVICE}</strong></p><ul>${shown.map((use) => html`<li>${suspiciousText(use)}</li>`)}</ul>
${more > 0 ? html`<p class="soft">${page.moreSignsBelow(more)}</p>` : ""}</section>`;
}

export function summarySection({ proposal, before, expiresAt, patch, settings }: PlanView, words: Words): Html {
  const { labels, ...texts } = words.page;
  const rewritten = rewrittenInline({ proposal, before });
  const retained = [
    ...proposal.retains,
    ...replacedAndRetained(before, proposal).retained.inline.filter((policy) => !rewritten.includes(policy)),
  ];
  const toCheck = words.toCheckText(proposal);
  return html`<section aria-label="${labels.summary}"><dl>
<dt>${labels.alarming}</dt><dd>${words.alarmingLine(proposal)}</dd>
<dt>${labels.couldBreak}</dt><dd>${words.couldBreakText(proposal)}</dd>
<dt>${labels.ifItBreaks}</dt><dd>${patch ? texts.patchBelow : words.ifItBreaks(settings, proposal)}</dd>
${expiresAt === undefined ? "" : html`<dt class="deadline">${labels.decide}</dt><dd class="deadline">${untilWhen({ proposal, expiresAt }, words)}</dd>`}
<dt>${labels.proof}</dt><dd>${words.proofLine(proposal)}</dd>
${toCheck === "" ? "" : html`<dt>${labels.toCheck}</dt><dd>${expiresAt === undefined ? "" : words.BEFORE_DECIDING}${toCheck}</dd>`}
${proposal.questions.length > 0 ? html`<dt>${labels.questions}</dt><dd><a href="#questions">${texts.questionCount(proposal.questions.length)}</a>${texts.questionsLeft}</dd>` : ""}
<dt>${labels.removed}</dt><dd>${words.removedText(proposal)}</dd>
<dt>${labels.replaced}</dt><dd class="goes">${nameList(replacedNames(proposal), words)}${texts.detached}</dd>
<dt>${labels.fresh}</dt><dd class="stays">${proposal.policies.length === 0 ? texts.noneFresh(proposal.unused !== undefined) : html`${nameList(proposal.policies, words)}${texts.attached}`}</dd>
<dt>${labels.retained}</dt><dd>${retained.length === 0 ? texts.noOtherPolicy : html`${nameList(retained, words)}${texts.unchanged}`}</dd>
<dt>${labels.evidence}</dt><dd>${words.evidenceText(proposal)}</dd>
<dt>${labels.role}</dt><dd>${breakable(proposal.role.arn)}</dd>
</dl></section>`;
}

export function checksSection(proposal: Proposal, { page, proofLine, replayText, checkText }: Words): Html {
  return html`<section aria-labelledby="checks"><h2 id="checks">${page.checks.title}</h2>
<p>${proofLine(proposal)} ${replayText(proposal.replay)}</p>
<ul class="checks">${proposal.checks.map((check) => html`<li><span class="badge ${check.result}">${page.checks.results[check.result]}</span><div><strong>${check.name}</strong> ${checkText(check, proposal)}</div></li>`)}</ul></section>`;
}

/** A permission set's one inline policy is written anew, with what it held before. */
function rewrittenInline({ proposal, before }: Pick<PlanView, "proposal" | "before">): readonly InlinePolicy[] {
  return before.inline.filter(({ name }) => proposal.policies.some((policy) => policy.name === name));
}

/** Loaded to show a plan: deciding, and what is told of decided reviews, need no lines to compare. */
async function lines(...compared: Parameters<typeof import("./policy-diff.ts").policyDiff>): Promise<HtmlEscapedString> {
  const { policyDiff } = await import("./policy-diff.ts");
  return await policyDiff(...compared);
}

export function policiesSection({ proposal, before }: Pick<PlanView, "proposal" | "before">, words: Words): Html {
  const texts = words.page.policies;
  const old = [...replacedAndRetained(before, proposal).replaced.attached, ...rewrittenInline({ proposal, before })];
  const limit = proposal.checks.find((check) => check.name === "fits-iam-limits")?.limit ?? MAX_POLICY_SIZE;
  return html`<section aria-labelledby="policies"><h2 id="policies">${texts.title}</h2>
<details><summary>${texts.lines}</summary>${lines(old, proposal.policies, words)}</details>
${proposal.policies.map((policy) => html`<details><summary class="stays">${texts.fresh(policy.name)} <span class="soft">${texts.size(policy.size, limit)}</span></summary><pre tabindex="0">${JSON.stringify(policy.document, undefined, 2)}</pre></details>`)}</section>`;
}

export function stepsSection(
  { plan, patch, proposal: { owner }, settings }: Pick<PlanView, "plan" | "patch" | "proposal" | "settings">,
  words: Words,
): Html {
  const texts = words.page.plan;
  if (patch) return handedOver(patch, words);
  return html`<section aria-labelledby="plan"><h2 id="plan">${texts.steps}</h2>
${owner ? html`<p class="goes">${texts.ownedByCode(owner.because)}</p>` : ""}<ol>${plan.steps.map((step) => html`<li>${words.describeStep(step, plan.roleName)}</li>`)}</ol></section>
<section aria-labelledby="undo"><h2 id="undo">${texts.undo}</h2>
<p>${texts.undoText(settings.approverSignIn === "local")}</p><pre tabindex="0">${breakGlass(plan)}</pre></section>`;
}

function handedOver({ owner, text, asPullRequest }: NonNullable<PlanView["patch"]>, { page }: Words): Html {
  const said = asPullRequest ? page.plan.pullRequest : page.plan.handedOver;
  return html`<section aria-labelledby="plan"><h2 id="plan">${page.plan.title}</h2>
<p>${said(owner.because)}</p>
<pre tabindex="0">${text}</pre></section>`;
}
