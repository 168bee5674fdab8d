import { html } from "hono/html";
import type { Words } from "#core/messages/english/words.ts";
import { describePerson, type Identity } from "#core/review/approval/sign-in/identity.ts";
import type { SignInSettings } from "#core/review/approval/sign-in/settings.ts";
import { type Html, masthead, page } from "./layout.ts";

/** Who is signed in, and the way out. Empty where nobody has to sign in. */
export function signedInAs(identity: Identity | undefined, pageUrl: string, { page: { signedIn } }: Words): Html {
  if (!identity) return html``;
  return html`<form method="post" action="${pageUrl}/sign-out" class="who"><p>${signedIn.as(describePerson(identity))} <a href="${pageUrl}/reviews">${signedIn.all}</a></p><button class="plain">${signedIn.out}</button></form>`;
}

/** Signed in, but nobody who may decide. `address` is where one signs in as somebody else. */
export function notApproverPage(identity: Identity, { groups, emails }: SignInSettings, address: string, words: Words): Html {
  const { signIn, page: texts } = words;
  const needed = [...(groups.length === 0 ? [] : [signIn.membership(groups)]), ...(emails.length === 0 ? [] : [signIn.email])].join(
    signIn.or,
  );
  return page(
    `${signIn.notApprover} · Whittle`,
    html`${masthead("", signIn.notApprover)}
<section><dl>
<dt>${signIn.as}</dt><dd>${describePerson(identity)}</dd>
<dt>${signIn.at}</dt><dd>${identity.issuer}</dd>
<dt>${signIn.groups}</dt><dd>${identity.groups.length === 0 ? signIn.noGroups : identity.groups.join(texts.separator)}</dd>
<dt>${signIn.needed}</dt><dd>${needed === "" ? signIn.nobody : needed}</dd>
</dl><p><a href="${address}">${signIn.somebodyElse}</a>${signIn.orAsk}</p></section>`,
    words,
  );
}

/** The session ended while a page was open. */
export function signInAgainPage(address: string, words: Words): Html {
  const { signIn } = words;
  return page(
    `${signIn.again} · Whittle`,
    html`${masthead("", signIn.again)}
<section><p>${signIn.sessionEnded}</p><p><a href="${address}">${signIn.signIn}</a></p></section>`,
    words,
  );
}

/** The sign-in is too old for an approval. What was sent stands ready to be sent again: nothing of it is kept here. */
export function freshSignInPage(
  address: string,
  { freshMinutes }: Pick<SignInSettings, "freshMinutes">,
  fields: readonly (readonly [string, string])[],
  words: Words,
): Html {
  const { signIn } = words;
  return page(
    `${signIn.again} · Whittle`,
    html`${masthead("", signIn.again)}
<section><p>${signIn.fresh(freshMinutes)}</p>
<p>1. <a href="${address}" target="_blank" rel="noopener">${signIn.newTab}</a>${signIn.closeIt}</p>
<form method="post"><p>2. ${signIn.sendAgain}</p>
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button>${signIn.send}</button></form></section>`,
    words,
  );
}
