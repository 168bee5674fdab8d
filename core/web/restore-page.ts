import { html } from "hono/html";
import type { RestoreWords } from "#core/messages/restore-words.ts";
import { replacedNames } from "#core/messages/summary.ts";
import { stateOf } from "#core/review/account-report.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { breakGlass } from "#core/review/change/restore/break-glass.ts";
import { type DeniedAction, deniedActions, MOST_COUNTED } from "#core/review/change/watch/denied.ts";
import { type Html, masthead, page } from "./layout.ts";
import { breakable, nameList } from "./names.ts";
import type { Restorable } from "./restorable.ts";
import { type WaysView, waysForm } from "./restore-ways.ts";
import { signedInAs } from "./sign-in-pages.ts";
import { personIn } from "./who.ts";

export interface RestoreView extends Restorable, WaysView {
  /** What was typed as another action; empty where nothing was. */
  readonly typed: string;
  readonly pageUrl: string;
  /** Who is looking, where approvers sign in. */
  readonly identity?: Identity;
}

/** The page on which a change is taken back, in part or as a whole. */
export function restorePage(view: RestoreView, words: RestoreWords): Html {
  const { review, requests } = view;
  const texts = words.restore;
  return page(
    `${texts.title(review.roleName)} · Whittle`,
    html`${heading(view, words)}${suspicious(view, words)}${denied(deniedActions(view.journal), words)}
${requests.last?.end === "refused" ? html`<section class="warn" aria-labelledby="refused"><h2 id="refused">${texts.refused}</h2><p>${texts.wanted(requests.last.asked.addBack)}</p><p>${texts.asked(requests.last.asked.by, requests.last.asked.reason)}</p><p>${requests.last.because.message}</p></section>` : ""}
${votes(view, words)}${waysForm(view, words)}${view.before.permissionSet ? "" : another(view, words)}${byHand(view, words)}
${signedInAs(view.identity, view.pageUrl, words)}<footer>${words.page.reviewId(review.id)}. ${words.page.nothingChanged}</footer>`,
    words,
  );
}

function heading({ review, before, now, proposal }: RestoreView, words: RestoreWords): Html {
  const { labels, ...texts } = words.restore;
  return html`${masthead(words.page.account(before.accountId), texts.title(review.roleName), before.permissionSet ? texts.setLead : texts.lead)}
<section><dl>
<dt>${labels.role}</dt><dd>${breakable(before.arn)}</dd>
<dt>${labels.status}</dt><dd>${words.list.states[stateOf(review)]}${review.failure ? html`: ${review.failure.message}` : ""}</dd>
${review.decision ? html`<dt>${labels.approved}</dt><dd>${texts.approved(words.instantText(review.decision.at), personIn(review.decision, words))}</dd>` : ""}
<dt>${labels.replaced}</dt><dd>${nameList(replacedNames(proposal), words)}</dd>
<dt>${labels.now}</dt><dd>${nameList([...now.attached, ...now.inline], words)}</dd>
</dl></section>`;
}

function suspicious({ proposal }: RestoreView, { page, RESTORE_WARNING }: RestoreWords): Html {
  if (proposal.suspicious.length === 0) return html``;
  return html`<section class="refused" aria-labelledby="suspicious"><h2 id="suspicious">${page.suspicious}</h2><p><strong>${RESTORE_WARNING}</strong></p></section>`;
}

/** Who has asked, where two must. */
function votes({ review, offer }: RestoreView, { restore, instantText }: RestoreWords): Html {
  const asked = (review.restoreVotes ?? []).filter(({ seen }) => seen === offer.seen);
  if (asked.length === 0) return html``;
  return html`<section aria-labelledby="asked"><h2 id="asked">${restore.oneOfTwo}</h2><ul>${asked.map(
    ({ at, by, addBack, reason }) =>
      html`<li>${restore.vote(by, instantText(at), addBack ? addBack.join(", ") : restore.everything, reason)}</li>`,
  )}</ul><p>${restore.sameByAnother}</p></section>`;
}

function denied(calls: readonly DeniedAction[], { restore, instantText }: RestoreWords): Html {
  if (calls.length === 0) return html``;
  return html`<section class="warn" aria-labelledby="denied"><h2 id="denied">${restore.denied}</h2>
<p>${restore.deniedText}</p><ul>${calls.map(
    ({ count, last }) =>
      html`<li><code>${last.action}</code>${restore.deniedCall(count, MOST_COUNTED, instantText(last.at), restore.call(last.resources, last.session, last.address))}</li>`,
  )}</ul></section>`;
}

/** Opening this same page about another action; nothing is changed by it. */
function another({ typed, missed, offer }: RestoreView, { restore: texts }: RestoreWords): Html {
  const isOffered = offer.ways.some(({ name }) => name === "action");
  const problem =
    typed !== "" && !(missed.length === 1 && missed[0]?.toLowerCase() === typed.trim().toLowerCase())
      ? texts.noAction(typed)
      : !isOffered && missed.length > 0
        ? texts.notGranted(missed)
        : undefined;
  return html`<form method="get" aria-labelledby="another"><h2 id="another">${texts.anotherAction}</h2>
${problem ? html`<p class="goes" role="alert" id="no-action">${problem}</p>` : ""}
<label for="action">${texts.action} <span class="soft">${texts.actionHint}</span></label>
<input id="action" name="action" type="text" maxlength="120" autocomplete="off" autocapitalize="off" spellcheck="false" value="${typed}"${problem ? html` aria-describedby="no-action"` : ""}>
<div class="buttons"><button class="second">${texts.show}</button></div></form>`;
}

function byHand({ before, proposal }: RestoreView, { restore: texts }: RestoreWords): Html {
  return html`<section aria-labelledby="by-hand"><h2 id="by-hand">${texts.byHand}</h2><p>${before.permissionSet ? texts.byHandSetText : texts.byHandText}</p>
<pre tabindex="0">${breakGlass(planChange(before, proposal))}</pre></section>`;
}
