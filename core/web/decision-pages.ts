import { html } from "hono/html";
import type { Question } from "#core/evidence/question.ts";
import type { Words } from "#core/messages/english/words.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import type { EntryOf } from "#core/review/model/journal.ts";
import { isUnmade } from "#core/review/model/outcome.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Settings } from "#core/review/settings.ts";
import { answerList } from "./answer-list.ts";
import { approvalList, signedIn } from "./approval-list.ts";
import { endPage, endPages } from "./end-page.ts";
import { type Html, masthead, page } from "./layout.ts";
import { signedInAs } from "./sign-in-pages.ts";
import { personIn } from "./who.ts";

/** Who may decide, but not approve this; `isForOthers`: nor reject it. */
export function obstaclePage(
  { because, isForOthers }: { readonly because: string; readonly isForOthers: boolean },
  identity: Identity | undefined,
  pageUrl: string,
  words: Words,
): Html {
  const { decide } = words.page;
  const title = isForOthers ? decide.cannotDecide : decide.cannot;
  const end = isForOthers ? decide.notDecided : decide.nothingDecided;
  return page(
    `${title} · Whittle`,
    html`${masthead("", title)}<section><p>${because}</p><p>${end}</p></section>${signedInAs(identity, pageUrl, words)}`,
    words,
  );
}

/** One of two approvals is recorded. */
export function approvedOncePage({ roleName, approvals = [], id }: Review, questions: readonly Question[], words: Words): Html {
  const { decided, reviewOf, reviewId } = words.page;
  return page(
    `${roleName}: ${decided.oneMore} · Whittle`,
    html`${masthead(reviewOf(roleName), decided.oneMore)}
<section class="done">${approvalList(approvals, questions, words)}<p>${decided.second}</p></section>
<footer>${reviewId(id)}</footer>`,
    words,
  );
}

/** What an approved change waits for. */
export type Wait = EntryOf<"change-postponed" | "canaries-awaited" | "code-requested">;

/** A decision that stands, told to whoever asks again; `wait` where the change has to wait. */
export function decidedPage(
  review: Review,
  {
    questions,
    wait,
    settings,
  }: { readonly questions: readonly Question[]; readonly wait?: Wait | undefined; readonly settings: Pick<Settings, "approverSignIn"> },
  words: Words,
): Html {
  const { roleName, decision, id, approvals = [] } = review;
  const { decided, labels, reviewOf, reviewId } = words.page;
  if (!decision) return endPage(endPages.notWaiting, words);
  const verdict = decided.verdict[decision.verdict];
  const next = {
    approved: nextAfterApproval(review, wait, words, settings),
    rejected: decided.rejected,
    expired: decided.expired,
  }[decision.verdict];
  return page(
    `${roleName}: ${verdict} · Whittle`,
    html`${masthead(reviewOf(roleName), decided.this(verdict))}
<section class="${decision.verdict === "approved" ? "done" : "refused"}"><dl>
<dt>${labels.by}</dt><dd>${personIn(decision, words)} ${decision.identity && approvals.length === 0 ? signedIn(decision.identity, words) : ""}</dd>
<dt>${labels.when}</dt><dd>${words.instantText(decision.at)}</dd>
${decision.reason ? html`<dt>${labels.comment}</dt><dd>${decision.reason}</dd>` : ""}
${decision.answers ? html`<dt>${labels.answers}</dt><dd>${answerList(decision.answers, questions, words)}</dd>` : ""}
</dl>${decision.verdict === "approved" && approvals.length > 0 ? approvalList(approvals, questions, words) : ""}<p>${next}</p></section>
<footer>${reviewId(id)}</footer>`,
    words,
  );
}

function nextAfterApproval(
  { status, reason }: Review,
  wait: Wait | undefined,
  words: Words,
  { approverSignIn }: Pick<Settings, "approverSignIn">,
): string {
  const { decided } = words.page;
  if (status === "settled" && reason && isUnmade(reason)) return words.outcomeText(reason);
  const isLocal = approverSignIn === "local";
  if (status === "applied" || status === "settled") return isLocal ? decided.appliedHere : decided.applied;
  if (status === "failed") return decided.failed;
  if (status !== "approved" || !wait) return isLocal ? decided.appliedHere : decided.applying;
  if (wait.kind === "canaries-awaited") return decided.canaries(wait.canaries.map(({ roleName }) => roleName).join(", "));
  if (wait.kind === "code-requested") return decided.inCode(wait.url);
  return decided.postponed(words.instantText(wait.until), wait.because);
}
