import { html } from "hono/html";
import { ALERT_ADVICE } from "#core/messages/alert.ts";
import { checkText } from "#core/messages/check.ts";
import { describeStep } from "#core/messages/journal.ts";
import { ownerText } from "#core/messages/outcome.ts";
import { proofLine } from "#core/messages/proof-line.ts";
import { alarmingLine, replayText, toCheckText } from "#core/messages/risk-line.ts";
import {
  type AfterChange,
  askedFor,
  couldBreakText,
  evidenceText,
  headline,
  ifItBreaks,
  removedText,
  replacedNames,
} from "#core/messages/summary.ts";
import { suspiciousText } from "#core/messages/suspicious.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import { breakGlass } from "#core/review/change/break-glass.ts";
import type { ChangePlan } from "#core/review/change/plan.ts";
import type { Check } from "#core/review/model/check.ts";
import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Settings } from "#core/review/settings.ts";
import { counted, thousands } from "#core/text.ts";
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
export function reviewPage(view: ReviewView): Html {
  const { proposal, before } = view;
  return page(
    `${proposal.role.name}: ${headline(proposal)} · Whittle`,
    html`${masthead(html`account ${before.accountId}`, headline(proposal), lead(proposal))}
<div class="columns">${alert(proposal)}${facts(view)}${standing(view)}${doubtsSection(proposal)}${questionsSection(view)}${decideForm(view)}${goingSection(proposal)}${keptSection(proposal, before)}${checks(proposal)}${policies(view)}${planned(view)}
${signedInAs(view.identity, view.settings.pageUrl)}<footer>Review ${proposal.reviewId}. Opening this page changed nothing.</footer></div>`,
    "review",
  );
}

/** For readers who have never heard of Whittle. */
function lead(proposal: Proposal): Html {
  return html`Role <strong>${breakable(proposal.role.name)}</strong> ${askedFor(proposal)}`;
}

/** Suspicious activity stands before everything else, with what to do about it. */
function alert({ suspicious }: Proposal): Html {
  if (suspicious.length === 0) return html``;
  return html`<section class="refused" aria-labelledby="alert"><h2 id="alert">Suspicious activity</h2>
<p><strong>${ALERT_ADVICE}</strong></p><ul>${suspicious.slice(0, MOST_SIGNS).map((use) => html`<li>${suspiciousText(use)}</li>`)}</ul>
${suspicious.length > MOST_SIGNS ? html`<p class="soft">And ${counted(suspicious.length - MOST_SIGNS, "more sign")}, listed below.</p>` : ""}</section>`;
}

function facts({ proposal, before, expiresAt, patch, settings }: ReviewView): Html {
  const retained = [...proposal.retains, ...before.inline.filter(({ name }) => !proposal.replacesInline.includes(name))];
  const toCheck = toCheckText(proposal);
  return html`<section aria-label="Summary"><dl>
<dt>Alarming</dt><dd>${alarmingLine(proposal)}</dd>
<dt>Proof</dt><dd>${proofLine(proposal)}</dd>
${toCheck === "" ? "" : html`<dt>To check</dt><dd>${toCheck}</dd>`}
<dt>Could break</dt><dd>${couldBreakText(proposal)}</dd>
${proposal.questions.length > 0 ? html`<dt>Questions</dt><dd><a href="#questions">${counted(proposal.questions.length, "question")}</a> that no log can answer. Without your answer, the default stated there applies.</dd>` : ""}
<dt>If it breaks</dt><dd>${patch ? "Approving changes nothing in AWS; see the patch below." : ifItBreaks(settings)}</dd>
<dt>Decide</dt><dd>${untilWhen({ proposal, expiresAt })}</dd>
<dt>Removed</dt><dd>${removedText(proposal)}</dd>
<dt>Replaced</dt><dd class="goes">${nameList(replacedNames(proposal))}: detached</dd>
<dt>New</dt><dd class="stays">${proposal.policies.length === 0 ? noneRefined(proposal) : html`${nameList(proposal.policies)}: attached in its place`}</dd>
<dt>Retained</dt><dd>${retained.length === 0 ? "no other policy" : html`${nameList(retained)}: unchanged`}</dd>
<dt>Evidence</dt><dd>${evidenceText(proposal)}</dd>
<dt>Role</dt><dd>${breakable(proposal.role.arn)}</dd>
</dl></section>`;
}

function noneRefined({ unused }: Proposal): string {
  return unused ? "none: the role isn't used" : "none: the retained policies grant what it uses";
}

const CHECK_WORDS: Readonly<Record<Check["result"], string>> = { pass: "✓ pass", warn: "! check", fail: "✗ fail", skipped: "– skipped" };

function checks(proposal: Proposal): Html {
  return html`<section aria-labelledby="checks"><h2 id="checks">Proof, replay and checks</h2>
<p>${proofLine(proposal)} ${replayText(proposal.replay)}</p>
<ul class="checks">${proposal.checks.map((check) => html`<li><span class="badge ${check.result}">${CHECK_WORDS[check.result]}</span><div><strong>${check.name}</strong> ${checkText(check, proposal)}</div></li>`)}</ul></section>`;
}

function policies({ proposal, before }: ReviewView): Html {
  const replaced = new Set(proposal.replaces.map(({ arn }) => arn));
  const old = before.attached.filter(({ arn }) => replaced.has(arn));
  return html`<section aria-labelledby="policies"><h2 id="policies">Policies before and after</h2>
<details><summary>Changes, line by line</summary>${policyDiff(old, proposal.policies)}</details>
${proposal.policies.map((policy) => html`<details><summary class="stays">New: ${policy.name} <span class="soft">${thousands(policy.size)} of 6,144 characters</span></summary><pre tabindex="0">${JSON.stringify(policy.document, undefined, 2)}</pre></details>`)}</section>`;
}

function planned({ plan, patch, proposal: { owner } }: ReviewView): Html {
  if (patch) return handedOver(patch);
  return html`<section aria-labelledby="plan"><h2 id="plan">What happens when you approve, step by step</h2>
${owner ? html`<p class="goes">This role is managed by code: ${ownerText(owner.because)}. Its next deployment may undo the change unless the code changes too.</p>` : ""}<ol>${plan.steps.map((step) => html`<li>${describeStep(step, plan.roleName)}</li>`)}</ol></section>
<section aria-labelledby="undo"><h2 id="undo">How to undo it</h2>
<p>The closing message has a link that restores everything. Or use the AWS CLI alone:</p><pre tabindex="0">${breakGlass(plan)}</pre></section>`;
}

function handedOver({ owner, text }: NonNullable<ReviewView["patch"]>): Html {
  return html`<section aria-labelledby="plan"><h2 id="plan">What happens when you approve</h2>
<p>This role is managed by code: ${ownerText(owner.because)}. Its next deployment would undo a manual change, so approving changes nothing in AWS. It sends this patch to the approvers, to be applied to the code:</p>
<pre tabindex="0">${text}</pre></section>`;
}
