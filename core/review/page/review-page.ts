import { html } from "hono/html";
import { breakGlass } from "../change/break-glass.ts";
import type { CodeOwner } from "../change/code-owned.ts";
import { describeStep } from "../change/describe.ts";
import type { ChangePlan } from "../change/plan.ts";
import { headline, removedByLevel, riskLine } from "../message/summary.ts";
import { counted, instantText, someOf, thousands } from "../message/text.ts";
import type { Check, Proposal } from "../proposal.ts";
import type { Approval } from "../record.ts";
import type { RoleState } from "../role-state.ts";
import type { Identity } from "../sign-in/identity.ts";
import { approvalList } from "./decision-pages.ts";
import { type Html, page } from "./layout.ts";
import { goingSection } from "./removed.ts";
import { signedInAs } from "./sign-in-pages.ts";

export interface ReviewView {
  readonly proposal: Proposal;
  readonly before: RoleState;
  readonly plan: ChangePlan;
  /** The patch that approving hands over in place of changing the role. */
  readonly patch?: { readonly owner: CodeOwner; readonly text: string };
  readonly expiresAt: string;
  readonly formToken: string;
  /** Who has approved it, where two must. */
  readonly approvals: readonly Approval[];
  /** Base address of the page. */
  readonly pageUrl: string;
  /** Who is looking, where approvers sign in. */
  readonly identity?: Identity;
  /** Why whoever is looking cannot approve it. */
  readonly obstacle?: string;
  /** What was wrong with the last try, with the comment that came with it. */
  readonly problem?: { readonly text: string; readonly comment: string };
}

/** The page on which a review is read and decided. */
export function reviewPage(view: ReviewView): Html {
  const { proposal } = view;
  return page(
    `${proposal.role.name}: ${headline(proposal)} · Whittle`,
    html`${heading(view)}${doubts(proposal)}${decision(view)}${goingSection(proposal)}${staying(proposal)}${checks(proposal)}${policies(view)}${planned(view)}
${signedInAs(view.identity, view.pageUrl)}<footer>Review ${proposal.reviewId}. Opening this page changed nothing.</footer>`,
  );
}

function heading({ proposal, before }: ReviewView): Html {
  const levels = removedByLevel(proposal).map(({ level, count }) => `${thousands(count)} ${level.toLowerCase()}`);
  const names = (refs: readonly { readonly name: string }[]) => (refs.length === 0 ? "nothing" : refs.map(({ name }) => name).join(", "));
  return html`<header><p>Whittle · account ${before.accountId}</p><h1>${headline(proposal)}</h1></header>
<section><dl>
<dt>Role</dt><dd><strong>${proposal.role.name}</strong></dd>
<dt>Seen</dt><dd>${proposal.window.from.slice(0, 10)} to ${proposal.window.to.slice(0, 10)}${proposal.activity.source === "trail" ? html`, ${counted(proposal.activity.records.ofRole, "record")}` : ""}</dd>
<dt>Replaces</dt><dd class="goes">${names(proposal.replaces)}</dd>
<dt>With</dt><dd class="stays">${proposal.policies.length === 0 ? "nothing: the policies it keeps grant what it uses" : names(proposal.policies)}</dd>
<dt>Keeps</dt><dd>${names([...proposal.retains, ...before.inline])}</dd>
<dt>Goes</dt><dd>${levels.length === 0 ? "no action" : levels.join(", ")}</dd>
<dt>Risk</dt><dd>${riskLine(proposal)}</dd>
</dl></section>`;
}

function doubts({ evidence, gaps, suspicious, questions, notes }: Proposal): Html {
  const unproven = evidence.filter((item) => !item.proven);
  const asked = questions.filter((question) => question.decision === "ask");
  if (unproven.length + gaps.length + suspicious.length + asked.length + notes.length === 0) return html``;
  return html`<section class="warn" aria-labelledby="doubts"><h2 id="doubts">Look at this first</h2>
${list("Kept, though no record proves it:", unproven, (item) => html`<code>${item.action}</code> ${item.because}`)}
${list("May be used where no record shows it, and goes unless a tag keeps it:", asked, (question) => html`<code>${someOf(question.actions, 4)}</code> ${question.because}`)}
${list("Gaps in the evidence:", gaps, (gap) => html`${gap.detail}`)}
${list("Use that does not look like the role's own:", suspicious, (use) => html`${use.detail} <span class="soft">${use.actions.slice(0, 8).join(", ")}</span>`)}
${list("Notes:", notes, (note) => html`${note}`)}
</section>`;
}

const MOST_LISTED = 40;

function list<T>(title: string, items: readonly T[], show: (item: T) => Html): Html {
  if (items.length === 0) return html``;
  return html`<p>${title}</p><ul>${items.slice(0, MOST_LISTED).map((item) => html`<li>${show(item)}</li>`)}</ul>${more(items.length, MOST_LISTED)}`;
}

function decision({ formToken, expiresAt, problem, obstacle, approvals }: ReviewView): Html {
  return html`<form method="post" aria-labelledby="decide"><h2 id="decide">Decide</h2>
${approvals.length > 0 ? html`${approvalList(approvals)}<p>One more person must approve it.</p>` : ""}
${obstacle ? html`<p class="goes" id="obstacle">${obstacle}</p>` : ""}
${problem ? html`<p class="goes" role="alert" id="problem">${problem.text}</p>` : ""}
<input type="hidden" name="token" value="${formToken}">
<label for="comment">Comment <span class="soft">(needed to reject)</span></label>
<textarea id="comment" name="comment" maxlength="1000"${problem ? html` aria-describedby="problem"` : ""}>${problem?.comment ?? ""}</textarea>
<div class="buttons">${obstacle ? "" : html`<button name="verdict" value="approve">Approve</button>`}<button class="reject" name="verdict" value="reject">Reject</button></div>
<p class="soft">Until ${instantText(expiresAt)}. If nobody decides, nothing changes.</p></form>`;
}

function staying({ evidence }: Proposal): Html {
  const shown = evidence.slice(0, 300);
  return html`<section aria-labelledby="stays"><h2 id="stays">What stays, and why</h2>
${
  evidence.length === 0
    ? html`<p>Nothing of the replaced policies: what the role uses is granted by those it keeps.</p>`
    : html`<table><thead><tr><th scope="col">Action</th><th scope="col">Because</th></tr></thead><tbody>
${shown.map((item) => html`<tr><td><code class="stays">${item.action}</code></td><td>${item.because}${item.proven ? "" : html` <strong>(unproven)</strong>`}</td></tr>`)}</tbody></table>${more(evidence.length, shown.length)}`
}</section>`;
}

const CHECK_WORDS: Readonly<Record<Check["result"], string>> = { pass: "✓ pass", warn: "! look", fail: "✗ fail", skipped: "– not done" };

function checks({ checks, backtest }: Proposal): Html {
  return html`<section aria-labelledby="checks"><h2 id="checks">Checks and back-test</h2>
<p>${counted(backtest.calls, "call")} seen, ${thousands(backtest.allowed)} would succeed again.</p>
<ul>${checks.map((check) => html`<li><span class="badge">${CHECK_WORDS[check.result]}</span> <strong>${check.name}</strong>: ${check.detail}</li>`)}</ul></section>`;
}

/** Characters of one old document that are worth reading on a page. */
const MOST_DOCUMENT = 8_000;

function policies({ proposal, before }: ReviewView): Html {
  const replaced = new Set(proposal.replaces.map(({ arn }) => arn));
  const old = before.attached.filter(({ arn }) => replaced.has(arn));
  return html`<section aria-labelledby="policies"><h2 id="policies">Policies, new and old</h2>
${proposal.policies.map((policy) => html`<details open><summary class="stays">New: ${policy.name} <span class="soft">(${thousands(policy.size)} of 6,144 characters)</span></summary><pre tabindex="0">${JSON.stringify(policy.document, undefined, 2)}</pre></details>`)}
${old.map((policy) => html`<details><summary class="goes">Old: ${policy.name}</summary><pre tabindex="0">${shortened(JSON.stringify(JSON.parse(policy.json), undefined, 2))}</pre></details>`)}</section>`;
}

function planned({ plan, patch, proposal: { owner } }: ReviewView): Html {
  if (patch) return handedOver(patch);
  return html`<section aria-labelledby="plan"><h2 id="plan">What approving does, in this order</h2>
${owner ? html`<p class="goes">This role belongs to code: ${owner.because}. Its next deployment may undo this, unless the code is changed too.</p>` : ""}<ol>${plan.steps.map((step) => html`<li>${describeStep(step, plan.roleName)}</li>`)}</ol>
<h2>How to undo it</h2><p>With plain AWS CLI, and nothing of Whittle:</p><pre tabindex="0">${breakGlass(plan)}</pre></section>`;
}

function handedOver({ owner, text }: NonNullable<ReviewView["patch"]>): Html {
  return html`<section aria-labelledby="plan"><h2 id="plan">What approving does</h2>
<p>This role belongs to code: ${owner.because}. Its next deployment would undo a change made by hand, so approving changes nothing in AWS: it hands over this patch, for whoever keeps the code.</p>
<pre tabindex="0">${text}</pre></section>`;
}

function shortened(text: string): string {
  return text.length <= MOST_DOCUMENT
    ? text
    : `${text.slice(0, MOST_DOCUMENT)}\n… ${thousands(text.length - MOST_DOCUMENT)} characters more`;
}

function more(all: number, shown: number): Html {
  return all > shown ? html`<p class="soft">And ${thousands(all - shown)} more.</p>` : html``;
}
