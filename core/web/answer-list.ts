import { html } from "hono/html";
import type { Question } from "#core/evidence/question.ts";
import type { Words } from "#core/messages/english/words.ts";
import type { Answer } from "#core/review/model/review.ts";
import type { Html } from "./layout.ts";

/** The answers of a decision, each with what it is about and whether it is the default; empty where there are none. */
export function answerList(answers: readonly Answer[] | undefined, questions: readonly Question[], { questionName, page }: Words): Html {
  if (answers === undefined || answers.length === 0) return html``;
  const nameOf = (id: string) => {
    const question = questions.find((each) => each.id === id);
    return question === undefined ? id : questionName(question);
  };
  return html`<ul>${answers.map(({ question, verdict, by }) => html`<li>${nameOf(question)}: ${page.questions.verdict(verdict === "keep")}${by === "default" ? page.questions.default : ""}</li>`)}</ul>`;
}
