import { html, raw } from "hono/html";
import type { Words } from "#core/messages/english/words.ts";
import type { Html } from "./layout.ts";

const MOST_UNFOLDED = 8;

/** A name that may go on in the next line between its words and parts; what is copied is the name alone. */
export function breakable(name: string): Html {
  const parts = name.split(/(?<=[:/._-])(?=[^:/._-])|(?<=[a-z0-9])(?=[A-Z])/);
  return html`${parts.map((part, index) => html`${index === 0 ? "" : raw("<wbr>")}${part}`)}`;
}

/** Names in a line. */
export function nameList(refs: readonly { readonly name: string }[], { page }: Words): Html {
  if (refs.length === 0) return html`${page.nothing}`;
  return html`${refs.map(({ name }, index) => html`${index > 0 ? page.separator : ""}${breakable(name)}`)}`;
}

/** All of the names, folded where they are many. */
export function folded(names: readonly string[], { page }: Words): Html {
  const codes = html`<p class="codes">${names.map((name) => html`<code>${breakable(name)}</code> `)}</p>`;
  return names.length <= MOST_UNFOLDED ? codes : html`<details><summary>${page.names(names.length)}</summary>${codes}</details>`;
}
