import { html } from "hono/html";
import type { Question } from "#core/evidence/question.ts";
import { english } from "#core/messages/english/words.ts";
import { type JournalLine, journalLine } from "#core/messages/journal.ts";
import { outcomeText } from "#core/messages/outcome.ts";
import { instantText } from "#core/messages/text.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import { isSameStep } from "#core/review/change/plan.ts";
import { entriesOf, type JournalEntry } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { counted, thousands } from "#core/text.ts";
import { approvalList } from "./decision-pages.ts";
import { type Html, masthead, page } from "./layout.ts";
import { breakable } from "./names.ts";
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
    html`${masthead("", waiting.length === 0 ? "No review is waiting for a decision" : `${counted(waiting.length, "review")} to decide`)}
${waiting.length === 0 ? "" : html`<section aria-labelledby="waiting"><h2 id="waiting">To decide</h2><ul class="rows">${waiting.map((one) => waitingReview(one, pageUrl))}</ul></section>`}
${others.length === 0 ? "" : html`<section aria-labelledby="others"><h2 id="others">In progress</h2><ul class="rows">${others.map(({ review }) => html`<li><p>${historyLink(review, pageUrl)}: ${review.status}</p><p class="soft">since ${time(review.updatedAt)}</p></li>`)}</ul></section>`}
${more > 0 ? html`<p class="soft">And ${thousands(more)} more.</p>` : ""}${signedInAs(identity, pageUrl, english)}`,
    english,
  );
}

function waitingReview({ review, link }: ListedReview, pageUrl: string): Html {
  const { waiting, approvals = [] } = review;
  return html`<li><p><a href="${link}"><strong>${breakable(review.roleName)}</strong></a>${approvals.length > 0 ? ": approved once, one more approval needed" : ""}</p>
<p class="soft">${waiting ? html`until ${time(waiting.expiresAt)} · ` : ""}${historyLink(review, pageUrl, "history")}</p></li>`;
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
  questions,
  identity,
  pageUrl,
}: ListedReview & { readonly journal: readonly JournalEntry[]; readonly questions: readonly Question[] } & Visit): Html {
  const ended = journal.filter((entry, index) => !isEnded(entry, journal.slice(index + 1)));
  const shown = ended.slice(0, MOST_LINES);
  return page(
    `${review.roleName}: history · Whittle`,
    html`${masthead(html`<a href="${pageUrl}/reviews">open reviews</a>`, `Review of ${review.roleName}`)}
${facts(review)}${link === undefined ? "" : html`<section><p><a href="${link}">Review and decide</a></p></section>`}${decisionOf(review, questions)}
<section aria-labelledby="steps"><h2 id="steps">Steps</h2>
${shown.length === 0 ? html`<p>The role was not changed.</p>` : html`<ol class="rows steps">${shown.map((entry) => line(entry, review.roleName))}</ol>`}
${ended.length > shown.length ? html`<p class="soft">And ${thousands(ended.length - shown.length)} more.</p>` : ""}</section>
${signedInAs(identity, pageUrl, english)}<footer>Review ${review.id}</footer>`,
    english,
  );
}

function facts({ roleArn, status, outcome, reason, window, createdAt, closedAt, dryRun, failure }: Review): Html {
  return html`<section><dl>
<dt>Role</dt><dd>${roleArn}</dd>
<dt>Status</dt><dd><strong>${status}</strong>${dryRun ? " (dry run)" : ""}</dd>
${outcome ? html`<dt>Outcome</dt><dd>${outcome}${reason ? html`: ${outcomeText(reason)}` : ""}</dd>` : ""}
<dt>Evidence</dt><dd>${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}</dd>
<dt>Opened</dt><dd>${instantText(createdAt)}</dd>
${closedAt ? html`<dt>Closed</dt><dd>${instantText(closedAt)}</dd>` : ""}
${failure ? html`<dt>Failed</dt><dd class="goes">${failure.step}: ${failure.message}</dd>` : ""}
</dl></section>`;
}

function decisionOf({ decision, approvals = [] }: Review, questions: readonly Question[]): Html {
  if (!decision && approvals.length === 0) return html``;
  return html`<section aria-labelledby="decision"><h2 id="decision">Decision</h2>
${approvals.length > 0 ? approvalList(approvals, questions, english) : ""}
${
  decision
    ? html`<dl><dt>Decided</dt><dd>${decision.verdict}, ${instantText(decision.at)}</dd><dt>By</dt><dd>${decision.by}</dd>
${decision.identity ? html`<dt>Subject</dt><dd>${decision.identity.subject} at ${decision.identity.issuer}</dd>` : ""}
${decision.reason ? html`<dt>Comment</dt><dd>${decision.reason}</dd>` : ""}</dl>`
    : ""
}</section>`;
}

/** A step that ended is told by its end alone. */
function isEnded(entry: JournalEntry, later: readonly JournalEntry[]): boolean {
  if (entry.kind !== "step" || entry.state !== "started") return false;
  return entriesOf(later, "step").some(({ step, state }) => state !== "started" && isSameStep(step, entry.step));
}

const STATE_CLASSES: Readonly<Record<JournalLine["state"], string>> = { started: "soft", done: "pass", undone: "soft", failed: "fail" };

function line(entry: JournalEntry, roleName: string): Html {
  const { state, text, detail, command } = journalLine(entry, roleName);
  return html`<li>${time(entry.at)}<span class="badge ${STATE_CLASSES[state]}">${state}</span><div>${text}${command === undefined ? "" : html`<pre tabindex="0">${command}</pre>`}${detail === undefined ? "" : html`<p class="soft">${detail}</p>`}</div></li>`;
}

function time(instant: string): Html {
  return html`<time datetime="${instant}">${instantText(instant)}</time>`;
}
