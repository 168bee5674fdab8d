import { html } from "hono/html";
import { RESTORE_WARNING } from "#core/messages/alert.ts";
import { askedText, deniedText, wantedText } from "#core/messages/journal.ts";
import { replacedNames } from "#core/messages/summary.ts";
import { instantText } from "#core/messages/text.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import { breakGlass } from "#core/review/change/break-glass.ts";
import { type DeniedAction, deniedActions, MOST_COUNTED } from "#core/review/change/denied.ts";
import { planChange } from "#core/review/change/plan.ts";
import { counted, thousands } from "#core/text.ts";
import { type Html, masthead, page } from "./layout.ts";
import { breakable, nameList } from "./names.ts";
import type { Restorable } from "./restorable.ts";
import { type WaysView, waysForm } from "./restore-ways.ts";
import { signedInAs } from "./sign-in-pages.ts";

export interface RestoreView extends Restorable, WaysView {
  /** What was typed as another action; empty where nothing was. */
  readonly typed: string;
  readonly pageUrl: string;
  /** Who is looking, where approvers sign in. */
  readonly identity?: Identity;
}

/** The page on which a change is taken back, in part or as a whole. */
export function restorePage(view: RestoreView): Html {
  const { review, requests } = view;
  return page(
    `Restore ${review.roleName} · Whittle`,
    html`${heading(view)}${suspicious(view)}${denied(deniedActions(view.journal))}
${requests.last?.end === "refused" ? html`<section class="warn" aria-labelledby="refused"><h2 id="refused">Requested before, and refused</h2><p>${wantedText(requests.last.asked)}. ${askedText(requests.last.asked)}</p><p>${requests.last.because?.message}</p></section>` : ""}
${votes(view)}${waysForm(view)}${another(view)}${byHand(view)}
${signedInAs(view.identity, view.pageUrl)}<footer>Review ${review.id}. Opening this page changed nothing.</footer>`,
  );
}

function heading({ review, before, now, proposal }: RestoreView): Html {
  return html`${masthead(`account ${before.accountId}`, `Restore ${review.roleName}`, "A review removed permissions that this role had not used. If it needs them, restore one action or everything here.")}
<section><dl>
<dt>Role</dt><dd>${breakable(before.arn)}</dd>
<dt>Status</dt><dd>${review.status}${review.failure ? html`: ${review.failure.message}` : ""}</dd>
${review.decision ? html`<dt>Approved</dt><dd>${instantText(review.decision.at)} by ${review.decision.by}</dd>` : ""}
<dt>Replaced</dt><dd>${nameList(replacedNames(proposal))}</dd>
<dt>Has now</dt><dd>${nameList([...now.attached, ...now.inline])}</dd>
</dl></section>`;
}

function suspicious({ proposal }: RestoreView): Html {
  if (proposal.suspicious.length === 0) return html``;
  return html`<section class="refused" aria-labelledby="suspicious"><h2 id="suspicious">Suspicious activity</h2><p><strong>${RESTORE_WARNING}</strong></p></section>`;
}

/** Who has asked, where two must. */
function votes({ review, offer }: RestoreView): Html {
  const asked = (review.restoreVotes ?? []).filter(({ seen }) => seen === offer.seen);
  if (asked.length === 0) return html``;
  return html`<section aria-labelledby="asked"><h2 id="asked">Requested by one of two</h2><ul>${asked.map(
    ({ at, by, addBack, reason }) =>
      html`<li>${by} on ${instantText(at)}: ${addBack ? addBack.join(", ") : "everything"}${reason === "" ? "" : `. Comment: ${reason}`}</li>`,
  )}</ul><p>This role needs two approvers: another approver must request the same.</p></section>`;
}

function denied(calls: readonly DeniedAction[]): Html {
  if (calls.length === 0) return html``;
  return html`<section class="warn" aria-labelledby="denied"><h2 id="denied">Denied since the change</h2>
<p>These calls were allowed before the change.</p><ul>${calls.map(
    ({ count, last }) =>
      html`<li><code>${last.action}</code> ${count < MOST_COUNTED ? counted(count, "time") : `${thousands(MOST_COUNTED)} times or more`}, last ${instantText(last.at)}: ${deniedText(last)}</li>`,
  )}</ul></section>`;
}

/** Opening this same page about another action; nothing is changed by it. */
function another({ typed, missed, offer }: RestoreView): Html {
  const isOffered = offer.ways.some(({ name }) => name === "action");
  const problem =
    typed !== "" && !(missed.length === 1 && missed[0]?.toLowerCase() === typed.trim().toLowerCase())
      ? `There is no AWS action named ${typed}.`
      : !isOffered && missed.length > 0
        ? `${missed.join(", ")} was not granted by the replaced policies, so it cannot be restored.`
        : undefined;
  return html`<form method="get" aria-labelledby="another"><h2 id="another">Restore another action</h2>
${problem ? html`<p class="goes" role="alert" id="no-action">${problem}</p>` : ""}
<label for="action">Action <span class="soft">(from the error message, such as s3:GetObject)</span></label>
<input id="action" name="action" type="text" maxlength="120" autocomplete="off" autocapitalize="off" spellcheck="false" value="${typed}"${problem ? html` aria-describedby="no-action"` : ""}>
<div class="buttons"><button class="second">Show what restoring it would do</button></div></form>`;
}

function byHand({ before, proposal }: RestoreView): Html {
  return html`<section aria-labelledby="by-hand"><h2 id="by-hand">By hand</h2><p>To restore the role with the AWS CLI alone:</p>
<pre tabindex="0">${breakGlass(planChange(before, proposal))}</pre></section>`;
}
