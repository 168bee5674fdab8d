import { html } from "hono/html";
import type { Question } from "#core/evidence/question.ts";
import type { Words } from "#core/messages/english/words.ts";
import type { JournalLine } from "#core/messages/journal.ts";
import { stateOf } from "#core/review/account-report.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import { isSameStep } from "#core/review/change/plan/change-plan.ts";
import { entriesOf, type JournalEntry } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { approvalList } from "./approval-list.ts";
import { type Html, masthead, page } from "./layout.ts";
import { signedInAs } from "./sign-in-pages.ts";

export interface HistoryView {
  readonly review: Review;
  readonly journal: readonly JournalEntry[];
  readonly questions: readonly Question[];
  readonly identity: Identity | undefined;
  readonly pageUrl: string;
}

/** Lines of a journal that a page shows; a review writes a few dozen. */
const MOST_LINES = 500;

/** What became of one review: its state, who decided, and every step that was taken. */
export function historyPage({ review, journal, questions, identity, pageUrl }: HistoryView, words: Words): Html {
  const { list } = words;
  const { history } = list;
  const ended = journal.filter((entry, index) => !isEnded(entry, journal.slice(index + 1)));
  const shown = ended.slice(0, MOST_LINES);
  return page(
    `${history.title(review.roleName)} · Whittle`,
    html`${masthead(html`<a href="${pageUrl}/reviews">${list.title}</a>`, history.of(review.roleName))}
${facts(review, words)}${stateOf(review) === "to-decide" ? html`<section><p><a href="${pageUrl}/reviews/${review.id}/decide">${list.decide}</a></p></section>` : ""}${decisionOf(review, questions, words)}
<section aria-labelledby="steps"><h2 id="steps">${history.steps}</h2>
${shown.length === 0 ? html`<p>${history.unchanged}</p>` : html`<ol class="rows steps">${shown.map((entry) => line(entry, review.roleName, words))}</ol>`}
${ended.length > shown.length ? html`<p class="soft">${words.page.andMore(ended.length - shown.length)}</p>` : ""}</section>
${signedInAs(identity, pageUrl, words)}<footer>${words.page.reviewId(review.id)}</footer>`,
    words,
  );
}

function facts(review: Review, words: Words): Html {
  const { roleArn, brief, reason, window, createdAt, closedAt, dryRun, failure } = review;
  const { history, states } = words.list;
  return html`<section><dl>
<dt>${words.page.labels.role}</dt><dd>${roleArn}</dd>
<dt>${history.status}</dt><dd><strong>${states[stateOf(review)]}</strong>${dryRun ? history.dryRun : ""}</dd>
${brief ? html`<dt>${history.proposed}</dt><dd>${words.headlineOf(brief)}</dd>` : ""}
${reason ? html`<dt>${history.outcome}</dt><dd>${words.outcomeText(reason)}</dd>` : ""}
<dt>${words.page.labels.evidence}</dt><dd>${history.window(words.dayText(window.from), words.dayText(window.to))}</dd>
<dt>${history.opened}</dt><dd>${words.instantText(createdAt)}</dd>
${closedAt ? html`<dt>${history.closed}</dt><dd>${words.instantText(closedAt)}</dd>` : ""}
${failure ? html`<dt>${history.failed}</dt><dd class="goes">${failure.step}: ${failure.message}</dd>` : ""}
</dl></section>`;
}

function decisionOf({ decision, approvals = [] }: Review, questions: readonly Question[], words: Words): Html {
  if (!decision && approvals.length === 0) return html``;
  const { history } = words.list;
  const { labels, decided, unnamed } = words.page;
  return html`<section aria-labelledby="decision"><h2 id="decision">${history.decision}</h2>
${approvals.length > 0 ? approvalList(approvals, questions, words) : ""}
${
  decision
    ? html`<dl><dt>${history.decided}</dt><dd>${decided.verdict[decision.verdict]}${words.page.separator}${words.instantText(decision.at)}</dd><dt>${labels.by}</dt><dd>${decision.identity || decision.verdict === "expired" ? decision.by : unnamed(decision.by)}</dd>
${decision.identity ? html`<dt>${history.subject}</dt><dd>${history.subjectAt(decision.identity.subject, decision.identity.issuer)}</dd>` : ""}
${decision.reason ? html`<dt>${labels.comment}</dt><dd>${decision.reason}</dd>` : ""}</dl>`
    : ""
}</section>`;
}

/** A step that ended is told by its end alone. */
function isEnded(entry: JournalEntry, later: readonly JournalEntry[]): boolean {
  if (entry.kind !== "step" || entry.state !== "started") return false;
  return entriesOf(later, "step").some(({ step, state }) => state !== "started" && isSameStep(step, entry.step));
}

const STATE_CLASSES: Readonly<Record<JournalLine["state"], string>> = { started: "soft", done: "pass", undone: "soft", failed: "fail" };

/** A command that is only noted has no state. */
function line(entry: JournalEntry, roleName: string, words: Words): Html {
  const { state, text, detail, command } = words.journalLine(entry, roleName);
  return html`<li><time datetime="${entry.at}">${words.instantText(entry.at)}</time><span class="badge ${STATE_CLASSES[state]}">${command === undefined ? words.list.history.states[state] : ""}</span><div>${text}${command === undefined ? "" : html`<pre tabindex="0">${command}</pre>`}${detail === undefined ? "" : html`<p class="soft">${detail}</p>`}</div></li>`;
}
