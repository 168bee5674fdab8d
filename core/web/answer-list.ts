import { html } from "hono/html";
import type { Answer } from "#core/review/model/review.ts";
import type { Html } from "./layout.ts";

/** The answers of a decision, each with whether it is the default; empty where there are none. */
export function answerList(answers: readonly Answer[] | undefined): Html {
  if (answers === undefined || answers.length === 0) return html``;
  return html`<ul>${answers.map(({ question, verdict, by }) => html`<li>${question}: ${verdict === "keep" ? "kept" : "removed"}${by === "default" ? " (default)" : ""}</li>`)}</ul>`;
}
