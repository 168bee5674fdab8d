import { html } from "hono/html";
import type { Words } from "#core/messages/english/words.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Approval } from "#core/review/model/review.ts";
import type { Settings } from "#core/review/settings.ts";
import { approvalList } from "./approval-list.ts";
import type { Html } from "./layout.ts";

/** What is ticked elsewhere on the page belongs to this form. */
export const DECIDE_FORM = "decision";

export interface DecideView {
  readonly proposal: Pick<Proposal, "approversNeeded" | "questions" | "suspicious">;
  readonly settings: Pick<Settings, "approverSignIn">;
  /** Approving hands this over, and changes nothing itself. */
  readonly patch?: unknown;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly formToken: string;
  /** Who has approved it, where two must. */
  readonly approvals: readonly Approval[];
  /** Why whoever is looking cannot approve it. */
  readonly obstacle?: string;
  /** They cannot reject it either. */
  readonly isForOthers?: boolean;
  /** What was wrong with the last try, with the comment that came with it. */
  readonly problem?: { readonly text: string; readonly comment: string };
}

/** Approve and Reject: beside the text on a wide window, always at hand below it on a phone. */
export function decideForm(view: DecideView, words: Words): Html {
  const { proposal, expiresAt, formToken, obstacle, isForOthers, problem } = view;
  const { decide } = words.page;
  if (isForOthers) return html``;
  const isAlarming = proposal.suspicious.length > 0;
  // Where there is an alarm, no colour recommends one answer.
  const approve = isAlarming ? html`<button class="plain" name="verdict" value="approve">` : html`<button name="verdict" value="approve">`;
  return html`<form method="post" id="${DECIDE_FORM}" class="decide" aria-labelledby="decide"><h2 id="decide">${decide.title}</h2>
<p class="until">${untilWhen({ proposal, expiresAt }, words)}${canUndo(view) ? decide.canUndo : ""}</p>
${isAlarming ? html`<p class="goes"><strong>${decide.alarming}</strong></p>` : ""}
${problem ? html`<p class="goes" role="alert" id="problem">${problem.text}</p>` : ""}
<input type="hidden" name="token" value="${formToken}">
<label for="comment">${decide.comment} <span class="soft">${decide.required}</span></label>
<textarea id="comment" name="comment" rows="1" maxlength="1000"${problem ? html` autofocus aria-describedby="problem"` : ""}>${problem?.comment ?? ""}</textarea>
<div class="buttons">${obstacle ? "" : html`${approve}${decide.approve}</button>`}<button class="${isAlarming ? "plain" : "reject"}" name="verdict" value="reject"${obstacle ? html` aria-describedby="obstacle"` : ""}>${decide.reject}</button></div></form>`;
}

/** Is it a comfort that an approval can be undone? Not beside an alarm, nor where approving changes nothing or is not for the reader. */
function canUndo({ proposal, settings, patch, obstacle }: DecideView): boolean {
  return proposal.suspicious.length === 0 && settings.approverSignIn !== "local" && patch === undefined && obstacle === undefined;
}

/** `By 2026-11-24 16:00 UTC. One approver is enough. If you reject, or nobody decides, nothing changes.` */
export function untilWhen(
  { proposal, expiresAt }: { readonly proposal: Pick<Proposal, "approversNeeded">; readonly expiresAt: string },
  words: Words,
): string {
  return words.page.decide.until(words.instantText(expiresAt), words.whoApproves(proposal.approversNeeded));
}

/** What else bears on the decision: who has approved before, and why whoever is looking cannot. Empty where there is nothing. */
export function standing({ proposal: { questions }, approvals, obstacle, isForOthers }: DecideView, words: Words): Html {
  const { decide } = words.page;
  return html`${obstacle ? html`<section class="warn" aria-labelledby="cannot"><h2 id="cannot">${isForOthers ? decide.cannotDecide : decide.cannot}</h2><p id="obstacle">${obstacle}</p>${isForOthers ? "" : html`<p>${decide.canReject}</p>`}</section>` : ""}
${approvals.length > 0 ? html`<section aria-labelledby="approvals"><h2 id="approvals">${decide.once}</h2>${approvalList(approvals, questions, words)}<p>${decide.oneMore}</p></section>` : ""}`;
}
