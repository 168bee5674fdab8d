import type { Question } from "#core/evidence/question.ts";
import { wordsWithoutQuestion } from "#core/review/answers.ts";
import { counted } from "#core/text.ts";
import { visible } from "../terminal/lines.ts";
import type { ReviewRun } from "./run.ts";

/** How many answers are about no question of any role reviewed; each is named on the terminal. */
export async function tellStrayAnswers({ given, store, reviews }: ReviewRun): Promise<number> {
  // Most runs give none, and the proposals need not be read again.
  if (given.answers.keep.length === 0 && given.answers.remove.length === 0) return 0;
  const questions: Question[] = [];
  for (const { id } of reviews()) questions.push(...((await store.document(id, "proposal"))?.questions ?? []));
  const stray = wordsWithoutQuestion(given.answers, questions);
  if (stray.length > 0)
    process.stderr.write(`whittle: ${counted(stray.length, "answer")} matched no question of any role: ${visible(stray.join(", "))}.\n`);
  return stray.length;
}
