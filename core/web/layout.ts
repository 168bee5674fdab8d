import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Words } from "#core/messages/english/words.ts";
import { STYLE } from "./style.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Control and direction characters: what cannot be seen, and makes a name read as another one. Tabs and line ends are none of them. */
const UNSEEN = /[\p{Cf}\p{Zl}\p{Zp}]|(?![\t\n])\p{Cc}/gu;

/**
 * A whole page. Everything put into it is escaped, except what was made by `html` itself, and what cannot be seen shows as U+FFFD.
 * A review has room for its decision beside it.
 */
export async function page(
  title: string,
  body: Html,
  { language }: Pick<Words, "language">,
  kind: "review" | "plain" = "plain",
): Promise<HtmlEscapedString> {
  const whole = await html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body class="${kind}"><main>${body}</main></body>
</html>`;
  return shown(whole);
}

/** A finished page in which what cannot be seen shows as U+FFFD. */
export function shown(whole: HtmlEscapedString): HtmlEscapedString {
  return raw(whole.toString().toWellFormed().replace(UNSEEN, "\ufffd"));
}

/** The head of a page: whose page it is and what about, in small; the headline; and a sentence that explains it. */
export function masthead(about: Html | string, headline: string, lead?: Html | string): Html {
  return html`<header><p class="brand">${raw(MARK)}<strong>Whittle</strong>${about === "" ? "" : html` ${"·"} ${about}`}</p><h1>${headline}</h1>${lead ? html`<p class="lead">${lead}</p>` : ""}</header>`;
}

/** A block of wood with a corner cut away. */
const MARK = `<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M1 4a3 3 0 0 1 3-3h5.2L1 9.2z"/><path d="M11.4 1H12a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3v-.6z"/></svg>`;

let policy: Promise<string> | undefined;

/** Only this page's own style runs, forms go only back here, and nobody frames it. */
export function contentSecurityPolicy(): Promise<string> {
  policy ??= styleHash().then(
    (hash) => `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  return policy;
}

async function styleHash(): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
