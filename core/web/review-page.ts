import { html } from "hono/html";
import { describeStep } from "#core/messages/journal.ts";
import { proofLine } from "#core/messages/proof-line.ts";
import { replayText, riskLine } from "#core/messages/risk-line.ts";
import { headline, removedByLevel, replacedNames } from "#core/messages/summary.ts";
import { instantText } from "#core/messages/text.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import { breakGlass } from "#core/review/change/break-glass.ts";
import type { ChangePlan } from "#core/review/change/plan.ts";
import type { Check, CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { counted, thousands } from "#core/text.ts";
import { type DecideView, decideForm, standing } from "./decide-form.ts";
import { doubtsSection } from "./doubts.ts";
import { keptSection } from "./kept.ts";
import { type Html, masthead, page } from "./layout.ts";
import { breakable, nameList } from "./names.ts";
import { policyDiff } from "./policy-diff.ts";
import { goingSection } from "./removed.ts";
import { signedInAs } from "./sign-in-pages.ts";

export interface ReviewView extends DecideView {
  readonly proposal: Proposal;
  readonly before: RoleState;
  readonly plan: ChangePlan;
  /** The patch that approving hands over in place of changing the role. */
  readonly patch?: { readonly owner: CodeOwner; readonly text: string };
  readonly expiresAt: string;
  /** Base address of the page. */
  readonly pageUrl: string;
  /** Who is looking, where approvers sign in. */
  readonly identity?: Identity;
}

/** The page on which a review is read and decided. */
export function reviewPage(view: ReviewView): Html {
  const { proposal, before } = view;
  return page(
    `${proposal.role.name}: ${headline(proposal)} · Whittle`,
    html`${masthead(html`account ${before.accountId}`, headline(proposal), lead(proposal))}
<div class="columns">${facts(view)}${standing(view)}${doubtsSection(proposal)}${decideForm(view)}${goingSection(proposal)}${keptSection(proposal, before)}${checks(proposal)}${policies(view)}${planned(view)}
${signedInAs(view.identity, view.pageUrl)}<footer>Review ${proposal.reviewId}. Opening this page changed nothing.</footer></div>`,
    "review",
  );
}

/** For somebody who has never heard of Whittle. */
function lead({ role }: Proposal): Html {
  return html`The IAM role <strong>${breakable(role.name)}</strong> may do more than it was seen to do. Approve to take away what it did not use; what it used, it keeps.`;
}

function facts({ proposal, before, expiresAt }: ReviewView): Html {
  const levels = removedByLevel(proposal).map(({ level, count }) => `${thousands(count)} ${level.toLowerCase()}`);
  return html`<section aria-label="In short"><dl>
<dt>Risk</dt><dd>${riskLine(proposal)}</dd>
<dt>Replaces</dt><dd class="goes">${nameList(replacedNames(proposal))}</dd>
<dt>With</dt><dd class="stays">${proposal.policies.length === 0 ? "nothing: the policies it keeps grant what it uses" : nameList(proposal.policies)}</dd>
<dt>Keeps</dt><dd>${nameList([...proposal.retains, ...before.inline.filter(({ name }) => !proposal.replacesInline.includes(name))])}</dd>
<dt>Goes</dt><dd>${levels.length === 0 ? "no action" : levels.join(", ")}</dd>
<dt>Seen</dt><dd>${proposal.window.from.slice(0, 10)} to ${proposal.window.to.slice(0, 10)}${proposal.activity.source === "trail" ? html`, ${counted(proposal.activity.records.ofRole, "record")}` : ""}</dd>
<dt>Until</dt><dd>${instantText(expiresAt)}; if nobody decides, nothing changes</dd>
<dt>Role</dt><dd>${breakable(proposal.role.arn)}</dd>
</dl></section>`;
}

const CHECK_WORDS: Readonly<Record<Check["result"], string>> = { pass: "✓ pass", warn: "! look", fail: "✗ fail", skipped: "– not done" };

function checks(proposal: Proposal): Html {
  return html`<section aria-labelledby="checks"><h2 id="checks">Proof, replay and checks</h2>
<p>${proofLine(proposal)} ${replayText(proposal.replay)}</p>
<ul class="checks">${proposal.checks.map((check) => html`<li><span class="badge ${check.result}">${CHECK_WORDS[check.result]}</span><div><strong>${check.name}</strong> ${check.detail}</div></li>`)}</ul></section>`;
}

function policies({ proposal, before }: ReviewView): Html {
  const replaced = new Set(proposal.replaces.map(({ arn }) => arn));
  const old = before.attached.filter(({ arn }) => replaced.has(arn));
  return html`<section aria-labelledby="policies"><h2 id="policies">Policies, old against new</h2>
<details><summary>What changes, line by line</summary>${policyDiff(old, proposal.policies)}</details>
${proposal.policies.map((policy) => html`<details><summary class="stays">New: ${policy.name} <span class="soft">${thousands(policy.size)} of 6,144 characters</span></summary><pre tabindex="0">${JSON.stringify(policy.document, undefined, 2)}</pre></details>`)}</section>`;
}

function planned({ plan, patch, proposal: { owner } }: ReviewView): Html {
  if (patch) return handedOver(patch);
  return html`<section aria-labelledby="plan"><h2 id="plan">What approving does, in this order</h2>
${owner ? html`<p class="goes">This role belongs to code: ${owner.because}. Its next deployment may undo this, unless the code is changed too.</p>` : ""}<ol>${plan.steps.map((step) => html`<li>${describeStep(step, plan.roleName)}</li>`)}</ol></section>
<section aria-labelledby="undo"><h2 id="undo">How to undo it</h2>
<p>The message that tells that it is done holds a link that brings everything back. Or, with plain AWS CLI and nothing of Whittle:</p><pre tabindex="0">${breakGlass(plan)}</pre></section>`;
}

function handedOver({ owner, text }: NonNullable<ReviewView["patch"]>): Html {
  return html`<section aria-labelledby="plan"><h2 id="plan">What approving does</h2>
<p>This role belongs to code: ${owner.because}. Its next deployment would undo a change made by hand, so approving changes nothing in AWS: it hands over this patch, for whoever keeps the code.</p>
<pre tabindex="0">${text}</pre></section>`;
}
