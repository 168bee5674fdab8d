import { html } from "hono/html";
import { whoApproves } from "#core/messages/summary.ts";
import { instantText } from "#core/messages/text.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Approval } from "#core/review/model/review.ts";
import { approvalList } from "./decision-pages.ts";
import type { Html } from "./layout.ts";

/** What is ticked elsewhere on the page belongs to this form. */
export const DECIDE_FORM = "decision";

export interface DecideView {
  readonly proposal: Pick<Proposal, "approversNeeded" | "questions">;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly formToken: string;
  /** Who has approved it, where two must. */
  readonly approvals: readonly Approval[];
  /** Why whoever is looking cannot approve it. */
  readonly obstacle?: string;
  /** What was wrong with the last try, with the comment that came with it. */
  readonly problem?: { readonly text: string; readonly comment: string };
}

/** Approve and Reject: beside the text on a wide window, always at hand below it on a phone. */
export function decideForm({ proposal, expiresAt, formToken, obstacle, problem }: DecideView): Html {
  return html`<form method="post" id="${DECIDE_FORM}" class="decide" aria-labelledby="decide"><h2 id="decide">Decide</h2>
<p class="until">${untilWhen({ proposal, expiresAt })} Approving can be undone.</p>
${problem ? html`<p class="goes" role="alert" id="problem">${problem.text}</p>` : ""}
<input type="hidden" name="token" value="${formToken}">
<label for="comment">Comment <span class="soft">(required to reject)</span></label>
<textarea id="comment" name="comment" rows="1" maxlength="1000"${problem ? html` autofocus aria-describedby="problem"` : ""}>${problem?.comment ?? ""}</textarea>
<div class="buttons">${obstacle ? "" : html`<button name="verdict" value="approve">Approve</button>`}<button class="reject" name="verdict" value="reject"${obstacle ? html` aria-describedby="obstacle"` : ""}>Reject</button></div></form>`;
}

/** `By 2026-11-24 16:00 UTC. One approver decides for all. If nobody decides, nothing changes.` */
export function untilWhen({
  proposal,
  expiresAt,
}: {
  readonly proposal: Pick<Proposal, "approversNeeded">;
  readonly expiresAt: string;
}): string {
  return `By ${instantText(expiresAt)}. ${whoApproves(proposal.approversNeeded)} If nobody decides, nothing changes.`;
}

/** What else bears on the decision: who has approved before, and why whoever is looking cannot. Empty where there is nothing. */
export function standing({ proposal: { questions }, approvals, obstacle }: DecideView): Html {
  return html`${obstacle ? html`<section class="warn" aria-labelledby="cannot"><h2 id="cannot">You cannot approve this</h2><p id="obstacle">${obstacle}</p><p>You can still reject it.</p></section>` : ""}
${approvals.length > 0 ? html`<section aria-labelledby="approvals"><h2 id="approvals">Approved once</h2>${approvalList(approvals, questions)}<p>One more approver must approve it.</p></section>` : ""}`;
}
