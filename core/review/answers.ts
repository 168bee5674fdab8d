import type { Question } from "#core/evidence/question.ts";
import { matches } from "#core/policy/match.ts";

/** Answers to a proposal's questions: each word is a question's id, or an action (a pattern of them) that questions name. */
export interface Answers {
  readonly keep: readonly string[];
  readonly remove: readonly string[];
}

export const noAnswers: Answers = { keep: [], remove: [] };

/** The words that answer none of the questions. */
export function wordsWithoutQuestion({ keep, remove }: Answers, questions: readonly Question[]): readonly string[] {
  return [...keep, ...remove].filter((word) => !questions.some((question) => isAbout(word, question)));
}

function isAbout(word: string, { id, actions }: Question): boolean {
  return word === id || (word.includes(":") && actions.some((action) => matches(word.toLowerCase(), action.toLowerCase())));
}
