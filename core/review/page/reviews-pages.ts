import { html } from "hono/html";
import { counted, instantText, thousands } from "../message/text.ts";
import type { JournalEntry, Review } from "../record.ts";
import type { Identity } from "../sign-in/identity.ts";
import { approvalList } from "./decision-pages.ts";
import { type Html, masthead, page } from "./layout.ts";
import { signedInAs } from "./sign-in-pages.ts";

export interface ListedReview {
  readonly review: Review;
  /** Where it waits for a decision. */
  readonly link?: string;
}

interface Visit {
  readonly identity: Identity | undefined;
  readonly pageUrl: string;
}

/** Every review that has not ended: those that wait for a decision first. */
export function reviewsPage({
  listed,
  more,
  identity,
  pageUrl,
}: {
  readonly listed: readonly ListedReview[];
  readonly more: number;
} & Visit): Html {
  const waiting = listed.filter(({ link }) => link !== undefined);
  const others = listed.filter(({ link }) => link === undefined);
  return page(
    "Open reviews · Whittle",
    html`${masthead("", waiting.length === 0 ? "Nothing waits for a decision" : `${counted(waiting.length, "review")} to decide`)}
${waiting.length === 0 ? "" : html`<section aria-labelledby="waiting"><h2 id="waiting">To decide</h2><ul>${waiting.map((one) => waitingReview(one, pageUrl))}</ul></section>`}
${others.length === 0 ? "" : html`<section aria-labelledby="others"><h2 id="others">Under way</h2><ul>${others.map(({ review }) => html`<li>${historyLink(review, pageUrl)}: ${review.status}, since ${instantText(review.updatedAt)}</li>`)}</ul></section>`}
${more > 0 ? html`<p class="soft">And ${thousands(more)} more.</p>` : ""}${signedInAs(identity, pageUrl)}`,
  );
}

function waitingReview({ review, link }: ListedReview, pageUrl: string): Html {
  const { waiting, approvals = [] } = review;
  return html`<li><a href="${link}">${review.roleName}</a>${waiting ? html`, until ${instantText(waiting.expiresAt)}` : ""}${approvals.length > 0 ? ", approved once, one more is needed" : ""} <span class="soft">(${historyLink(review, pageUrl, "history")})</span></li>`;
}

function historyLink({ id, roleName }: Review, pageUrl: string, text = roleName): Html {
  return html`<a href="${pageUrl}/reviews/${id}"${text === roleName ? "" : html` aria-label="History of the review of ${roleName}"`}>${text}</a>`;
}

/** Lines of a journal that a page shows; a review writes a few dozen. */
const MOST_LINES = 500;

/** What became of one review: its state, who decided, and every step that was taken. */
export function historyPage({
  review,
  link,
  journal,
  identity,
  pageUrl,
}: ListedReview & { readonly journal: readonly JournalEntry[] } & Visit): Html {
  const shown = journal.slice(0, MOST_LINES);
  return page(
    `${review.roleName}: history · Whittle`,
    html`${masthead(html`<a href="${pageUrl}/reviews">open reviews</a>`, `Review of ${review.roleName}`)}
${facts(review)}${link === undefined ? "" : html`<section><p><a href="${link}">Read and decide it</a></p></section>`}${decisionOf(review)}
<section aria-labelledby="steps"><h2 id="steps">Steps</h2>
${shown.length === 0 ? html`<p>Nothing was done to the role.</p>` : html`<ol>${shown.map(line)}</ol>`}
${journal.length > shown.length ? html`<p class="soft">And ${thousands(journal.length - shown.length)} more.</p>` : ""}</section>
${signedInAs(identity, pageUrl)}<footer>Review ${review.id}</footer>`,
  );
}

function facts({ roleArn, status, outcome, reason, window, createdAt, closedAt, dryRun, failure }: Review): Html {
  return html`<section><dl>
<dt>Role</dt><dd>${roleArn}</dd>
<dt>Status</dt><dd><strong>${status}</strong>${dryRun ? " (dry run)" : ""}</dd>
${outcome ? html`<dt>Outcome</dt><dd>${outcome}${reason ? html`: ${reason}` : ""}</dd>` : ""}
<dt>Seen</dt><dd>${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}</dd>
<dt>Opened</dt><dd>${instantText(createdAt)}</dd>
${closedAt ? html`<dt>Closed</dt><dd>${instantText(closedAt)}</dd>` : ""}
${failure ? html`<dt>Failed</dt><dd class="goes">${failure.step}: ${failure.message}</dd>` : ""}
</dl></section>`;
}

function decisionOf({ decision, approvals = [] }: Review): Html {
  if (!decision && approvals.length === 0) return html``;
  return html`<section aria-labelledby="decision"><h2 id="decision">Decision</h2>
${approvals.length > 0 ? approvalList(approvals) : ""}
${
  decision
    ? html`<dl><dt>Decided</dt><dd>${decision.verdict}, ${instantText(decision.at)}</dd><dt>By</dt><dd>${decision.by}</dd>
${decision.identity ? html`<dt>Subject</dt><dd>${decision.identity.subject} at ${decision.identity.issuer}</dd>` : ""}
${decision.reason ? html`<dt>Comment</dt><dd>${decision.reason}</dd>` : ""}</dl>`
    : ""
}</section>`;
}

function line({ at, step, state, detail }: JournalEntry): Html {
  const more =
    detail === undefined
      ? ""
      : detail.includes("\n")
        ? html`<pre tabindex="0">${detail}</pre>`
        : html` <span class="soft">${detail}</span>`;
  return html`<li>${instantText(at)} ${state}: ${step}${more}</li>`;
}
