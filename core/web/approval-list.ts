import { html } from "hono/html";
import type { Question } from "#core/evidence/question.ts";
import type { Words } from "#core/messages/english/words.ts";
import type { Approval, SignedIn } from "#core/review/model/review.ts";
import { answerList } from "./answer-list.ts";
import type { Html } from "./layout.ts";

/** Who has approved, when, why and with which answers. */
export function approvalList(approvals: readonly Approval[], questions: readonly Question[], words: Words): Html {
  return html`<p>${words.page.decided.approvedBy}</p><ul>${approvals.map(({ by, at, reason, identity, answers }) => html`<li>${by}${words.page.separator}${words.instantText(at)}${reason ? html`: ${reason}` : ""} ${signedIn(identity, words)}${answerList(answers, questions, words)}</li>`)}</ul>`;
}

/** The identity behind a name, as the record has it. */
export function signedIn({ subject, issuer }: SignedIn, { page: { decided } }: Words): Html {
  return html`<span class="soft">${decided.identity(subject, issuer)}</span>`;
}
