import type { Question } from "#core/evidence/question.ts";
import { wordsWithoutQuestion } from "#core/review/answers.ts";
import { counted } from "#core/text.ts";
import { tellError } from "../terminal/lines.ts";
import type { ReviewArguments } from "./arguments.ts";
import type { ReviewRun } from "./run.ts";

/** How many answers are about no question of any role reviewed; each is named on the terminal. */
export async function tellStrayAnswers({ given, store, reviews }: ReviewRun): Promise<number> {
  // Most runs give none, and the proposals need not be read again.
  if (given.answers.keep.length === 0 && given.answers.remove.length === 0) return 0;
  const questions: Question[] = [];
  for (const { id } of reviews()) questions.push(...((await store.document(id, "proposal"))?.questions ?? []));
  return tellStray(given, questions, "role");
}

/** Names the answers that are about none of these questions of all roles, or whatever was reviewed. Returns how many there are. */
export function tellStray({ answers }: Pick<ReviewArguments, "answers">, questions: readonly Question[], reviewed: string): number {
  const stray = wordsWithoutQuestion(answers, questions);
  if (stray.length > 0) tellError(`${counted(stray.length, "answer")} matched no question of any ${reviewed}: ${stray.join(", ")}.`);
  return stray.length;
}
