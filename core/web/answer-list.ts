import { html } from "hono/html";
import type { Question } from "#core/evidence/question.ts";
import { questionName } from "#core/messages/question.ts";
import type { Answer } from "#core/review/model/review.ts";
import type { Html } from "./layout.ts";

/** The answers of a decision, each with what it is about and whether it is the default; empty where there are none. */
export function answerList(answers: readonly Answer[] | undefined, questions: readonly Question[]): Html {
  if (answers === undefined || answers.length === 0) return html``;
  const nameOf = (id: string) => {
    const question = questions.find((each) => each.id === id);
    return question === undefined ? id : questionName(question);
  };
  return html`<ul>${answers.map(({ question, verdict, by }) => html`<li>${nameOf(question)}: ${verdict === "keep" ? "kept" : "removed"}${by === "default" ? " (default)" : ""}</li>`)}</ul>`;
}
