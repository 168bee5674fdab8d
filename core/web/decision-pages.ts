import { html } from "hono/html";
import type { Question } from "#core/evidence/question.ts";
import { instantText } from "#core/messages/text.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import type { Approval, Review, SignedIn } from "#core/review/model/review.ts";
import { answerList } from "./answer-list.ts";
import { endPage, endPages } from "./end-page.ts";
import { type Html, masthead, page } from "./layout.ts";
import { signedInAs } from "./sign-in-pages.ts";

/** Who may decide, but not approve this. */
export function obstaclePage(because: string, identity: Identity | undefined, pageUrl: string): Html {
  return page(
    "You cannot approve this · Whittle",
    html`${masthead("", "You cannot approve this")}<section><p>${because}</p><p>Nothing was decided. You can still reject the proposal.</p></section>${signedInAs(identity, pageUrl)}`,
  );
}

/** One of two approvals is recorded. */
export function approvedOncePage({ roleName, approvals = [], id }: Review, questions: readonly Question[]): Html {
  return page(
    `${roleName}: one more approval is needed · Whittle`,
    html`${masthead(`review of ${roleName}`, "One more approval is needed")}
<section class="done">${approvalList(approvals, questions)}<p>A second approver must approve too. Until then nothing changes, and any approver can still reject it.</p></section>
<footer>Review ${id}</footer>`,
  );
}

export function approvalList(approvals: readonly Approval[], questions: readonly Question[]): Html {
  return html`<p>Approved by:</p><ul>${approvals.map(({ by, at, reason, identity, answers }) => html`<li>${by}, ${instantText(at)}${reason ? html`: ${reason}` : ""} ${signedIn(identity)}${answerList(answers, questions)}</li>`)}</ul>`;
}

/** The identity behind a name, as the record has it. */
function signedIn({ subject, issuer }: SignedIn): Html {
  return html`<span class="soft">(subject ${subject} at ${issuer})</span>`;
}

/** A decision that stands, told to whoever asks again; `changeAt` where the change has to wait for its window. */
export function decidedPage(
  { roleName, decision, status, id, approvals = [] }: Review,
  { questions, changeAt }: { readonly questions: readonly Question[]; readonly changeAt?: string | undefined },
): Html {
  if (!decision) return endPage(endPages.notWaiting);
  const words = { approved: "approved", rejected: "rejected", expired: "not decided in time" }[decision.verdict];
  const next = {
    approved: nextAfterApproval(status, changeAt),
    rejected: "Nothing changes.",
    expired: "Nothing was changed. The next review asks again.",
  }[decision.verdict];
  return page(
    `${roleName}: ${words} · Whittle`,
    html`${masthead(`review of ${roleName}`, `This is ${words}`)}
<section class="${decision.verdict === "approved" ? "done" : "refused"}"><dl>
<dt>By</dt><dd>${decision.by} ${decision.identity && approvals.length === 0 ? signedIn(decision.identity) : ""}</dd>
<dt>When</dt><dd>${instantText(decision.at)}</dd>
${decision.reason ? html`<dt>Comment</dt><dd>${decision.reason}</dd>` : ""}
${decision.answers ? html`<dt>Answers</dt><dd>${answerList(decision.answers, questions)}</dd>` : ""}
</dl>${decision.verdict === "approved" && approvals.length > 0 ? approvalList(approvals, questions) : ""}<p>${next}</p></section>
<footer>Review ${id}</footer>`,
  );
}

/** `changeAt`: when the window for changes opens, where it is closed. */
function nextAfterApproval(status: Review["status"], changeAt: string | undefined): string {
  if (status === "applied" || status === "settled") return "The refined policy is attached. The closing message has a link that undoes it.";
  if (status === "failed") return "The change failed. The operators were notified of the role's state.";
  if (status === "approved" && changeAt !== undefined)
    return `Changes are made in a window that opens ${instantText(changeAt)}. Whittle reads the role again then and makes the change. You get a message when it is done.`;
  return "Whittle is applying the change: it attaches the refined policy first and detaches the replaced one last. You get a message when it is done.";
}
