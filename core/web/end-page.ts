import { html } from "hono/html";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Words } from "#core/messages/english/words.ts";
import { type Html, masthead, page } from "./layout.ts";

/** A page that ends the matter: what is the case, and what to do next. */
export interface EndPage {
  readonly status: ContentfulStatusCode;
  /** What it says, in the language of its reader. */
  readonly textIn: (words: Words) => Readonly<Record<"title" | "text" | "next", string>>;
}

type Name = keyof Words["endPages"];

function endPageNamed(name: Name, status: ContentfulStatusCode): EndPage {
  return { status, textIn: ({ endPages: texts }) => texts[name] };
}

export const endPages = {
  tampered: endPageNamed("tampered", 403),
  expired: endPageNamed("expired", 410),
  changed: endPageNamed("changed", 409),
  notWaiting: endPageNamed("notWaiting", 409),
  failed: endPageNamed("failed", 409),
  unknown: endPageNamed("unknown", 404),
  staleForm: endPageNamed("staleForm", 403),
  answersDiffer: endPageNamed("answersDiffer", 409),
  foreign: endPageNamed("foreign", 403),
  tooLarge: endPageNamed("tooLarge", 413),
  notAllowed: endPageNamed("notAllowed", 405),
  needsSignIn: endPageNamed("needsSignIn", 404),
  signInOver: endPageNamed("signInOver", 403),
  signInRefused: endPageNamed("signInRefused", 403),
  signInUnavailable: endPageNamed("signInUnavailable", 503),
  signedOut: endPageNamed("signedOut", 200),
  later: endPageNamed("later", 503),
} satisfies Readonly<Record<Name, EndPage>>;

/** The account of the role trusts Whittle no more, or never did. */
export function unreachablePage(account: string): EndPage {
  return { status: 503, textIn: ({ page }) => page.unreachable(account) };
}

export function endPage({ textIn }: Pick<EndPage, "textIn">, words: Words): Html {
  const { title, text, next } = textIn(words);
  return page(`${title} · Whittle`, html`${masthead("", title)}<section><p>${text}</p><p>${next}</p></section>`, words);
}
