import type { Answers } from "./answers.ts";
import type { Proposal } from "./model/proposal.ts";
import type { Decision } from "./model/review.ts";

/** Questions that stand for several, whose actions change from one proposal to the next. */
const GROUPED = /^other\b/;

/**
 * What an approver kept against the default, for the next proposal: its question then comes with that answer, and where nothing else
 * changed nobody is asked again. What was removed the role does not have any more.
 */
export function earlierAnswers({ questions }: Pick<Proposal, "questions">, { verdict, answers = [] }: Decision): Answers {
  const kept = new Set(answers.filter((answer) => answer.verdict === "keep").map(({ question }) => question));
  const against = verdict === "approved" ? questions.filter((each) => each.default === "remove" && kept.has(each.id)) : [];
  return { keep: against.flatMap(({ id, actions }) => (GROUPED.test(id) ? actions : [id])), remove: [] };
}
