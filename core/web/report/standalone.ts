import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { type Html, shown } from "../layout.ts";
import { STYLE } from "../style.ts";

const STYLE_ALONE = `${STYLE}
main { max-width: 60rem }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem; margin: 1rem 0 } .figures p { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .9rem 1.1rem; margin: 0; color: var(--soft) } .figures strong { display: block; font-size: 1.7rem; line-height: 1.25; color: var(--ink); font-variant-numeric: tabular-nums }
.scroll { overflow-x: auto } .scroll table { min-width: 36rem } .chart { display: block; width: 100%; height: auto } .chart text { font-size: 12px; fill: var(--soft) } .grid { stroke: var(--line) } .stair { fill: none; stroke: var(--accent); stroke-width: 2.5 } .below { fill: var(--accent); opacity: .12 }
.scroll thead th { white-space: normal; vertical-align: bottom } .scroll thead th:first-child { min-width: 9rem } .scroll .state { white-space: nowrap } td.of-bar { width: 28% } .of-bar .bar { margin-top: .5rem } .scroll time { white-space: nowrap } .scroll + .soft { margin-top: .7rem } .states .bar { fill: var(--accent); opacity: .55 }
.plan { margin: 2.2rem 0 } .plan > h2 { font-size: 1.3rem }
@page { margin: 14mm }
@media print { html { font-size: 12px } .plan { break-before: page } :root { color-scheme: light; --ink: #17202b; --soft: #566270; --paper: #fff; --card: #fff; --line: #d5d9dd; --accent: #0b5c52; --accent-ink: #fff; --field: #8b95a1; --bar: #d9867d; --warn: #e0a100; --warn-ink: #6b4700; --warn-paper: #fff; --code: #eff1f2; --goes: #a3261b; --stays: #0b5c52; --goes-paper: #fdf0ee; --stays-paper: #e9f6f2 } main { max-width: none; padding: 0 } section { box-shadow: none; break-inside: auto; -webkit-box-decoration-break: clone; box-decoration-break: clone } details summary { list-style: none } details summary::-webkit-details-marker { display: none } h2 { break-after: avoid } tr, .chart, .figures p { break-inside: avoid } thead { display: table-header-group } details::details-content { content-visibility: visible; height: auto } }
`;

/** A whole file that stands alone: it loads nothing and runs nothing, which its own policy holds the browser to, and it prints. */
export async function standalone(title: string, body: Html): Promise<HtmlEscapedString> {
  const hash = await styleHash();
  const whole = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${`default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(STYLE_ALONE)}</style>
</head>
<body><main>${body}</main></body>
</html>`;
  return shown(whole);
}

async function styleHash(): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(STYLE_ALONE));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
