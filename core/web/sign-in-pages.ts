import { html } from "hono/html";
import { english, type Words } from "#core/messages/english/words.ts";
import { describePerson, type Identity } from "#core/review/approval/sign-in/identity.ts";
import type { SignInSettings } from "#core/review/approval/sign-in/settings.ts";
import { counted } from "#core/text.ts";
import { type Html, masthead, page } from "./layout.ts";

/** Who is signed in, and the way out. Empty where nobody has to sign in. */
export function signedInAs(identity: Identity | undefined, pageUrl: string, { page: { signedIn } }: Words): Html {
  if (!identity) return html``;
  return html`<form method="post" action="${pageUrl}/sign-out" class="who"><p>${signedIn.as(describePerson(identity))} <a href="${pageUrl}/reviews">${signedIn.all}</a></p><button class="reject">${signedIn.out}</button></form>`;
}

/** Signed in, but nobody who may decide. `address` is where one signs in as somebody else. */
export function notApproverPage(identity: Identity, { groups, emails }: SignInSettings, address: string): Html {
  const needed = [
    ...(groups.length === 0 ? [] : [`membership of ${groups.length === 1 ? "the group" : "one of the groups"} ${groups.join(", ")}`]),
    ...(emails.length === 0 ? [] : ["a verified e-mail address in ApproverEmails"]),
  ].join(", or ");
  return page(
    "You are not an approver · Whittle",
    html`${masthead("", "You are not an approver")}
<section><dl>
<dt>Signed in as</dt><dd>${describePerson(identity)}</dd>
<dt>At</dt><dd>${identity.issuer}</dd>
<dt>Your groups</dt><dd>${identity.groups.length === 0 ? "none sent by the provider" : identity.groups.join(", ")}</dd>
<dt>Needed</dt><dd>${needed === "" ? "an operator must set ApproverGroups or ApproverEmails; until then nobody can decide" : needed}</dd>
</dl><p><a href="${address}">Sign in as someone else</a>, or ask an operator to add you.</p></section>`,
    english,
  );
}

/** The session ended while a page was open. */
export function signInAgainPage(address: string): Html {
  return page(
    "Please sign in again · Whittle",
    html`${masthead("", "Please sign in again")}
<section><p>Your session has ended. Nothing was decided, and your text was not saved.</p><p><a href="${address}">Sign in</a></p></section>`,
    english,
  );
}

/** The sign-in is too old for an approval. What was sent stands ready to be sent again: nothing of it is kept here. */
export function freshSignInPage(
  address: string,
  { freshMinutes }: Pick<SignInSettings, "freshMinutes">,
  fields: readonly (readonly [string, string])[],
): Html {
  return page(
    "Please sign in again · Whittle",
    html`${masthead("", "Please sign in again")}
<section><p>To approve or restore, you must have signed in within the last ${counted(freshMinutes, "minute")}. Nothing was decided yet.</p>
<p>1. <a href="${address}" target="_blank" rel="noopener">Sign in in a new tab</a>, and close it afterwards.</p>
<form method="post"><p>2. Send your decision again, as you made it:</p>
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button>Send again</button></form></section>`,
    english,
  );
}
