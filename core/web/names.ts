import { html, raw } from "hono/html";
import type { Html } from "./layout.ts";

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
