import { html, raw } from "hono/html";
import { counted } from "#core/text.ts";
import type { Html } from "./layout.ts";

const MOST_UNFOLDED = 8;

/** A name that may go on in the next line between its words and parts; what is copied is the name alone. */
export function breakable(name: string): Html {
  const parts = name.split(/(?<=[:/._-])(?=[^:/._-])|(?<=[a-z0-9])(?=[A-Z])/);
  return html`${parts.map((part, index) => html`${index === 0 ? "" : raw("<wbr>")}${part}`)}`;
}

/** Names in a line. */
export function nameList(refs: readonly { readonly name: string }[]): Html {
  if (refs.length === 0) return html`nothing`;
  return html`${refs.map(({ name }, index) => html`${index > 0 ? ", " : ""}${breakable(name)}`)}`;
}

/** All of the names, folded where they are many. */
export function folded(names: readonly string[]): Html {
  const codes = html`<p class="codes">${names.map((name) => html`<code>${breakable(name)}</code> `)}</p>`;
  return names.length <= MOST_UNFOLDED ? codes : html`<details><summary>${counted(names.length, "name")}</summary>${codes}</details>`;
}
