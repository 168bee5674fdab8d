import type { Words } from "#core/messages/english/words.ts";
import { PolicyTooLargeError } from "#core/policy/split.ts";
import { isSameAnswers } from "#core/review/approval/approvers.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { answersTo, keptBy, keptByDefault, withAnswers } from "#core/review/chosen.ts";
import { NoFreeSlotError } from "#core/review/errors.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Answer, Approval } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { DecisionForm } from "./form.ts";

type Verdicts = ReadonlyMap<string, Answer["verdict"]>;

/** What the form says to each question that it showed. Undefined where one of them is not the proposal's: no page of ours showed that. */
export function verdictsIn({ choices }: Proposal, { asked, keep }: DecisionForm): Verdicts | undefined {
  const known = new Set(choices?.questions.map(({ question }) => question));
  const shown = new Set(asked);
  if (!asked.every((id) => known.has(id)) || !keep.every((id) => shown.has(id))) return undefined;
  return new Map(asked.map((id) => [id, keep.includes(id) ? "keep" : "remove"]));
}

/** The questions, by id, that are ticked when the page opens: as the first approver answered them, or by default. */
export function keptAtFirst({ choices }: Proposal, [first]: readonly Approval[]): ReadonlySet<string> {
  if (first?.answers) return keptBy(first.answers);
  return choices ? keptByDefault(choices) : new Set();
}

/** One answer to each question, to keep exactly these. */
export function answersKeeping(proposal: Proposal, kept: ReadonlySet<string>): readonly Answer[] | undefined {
  const questions = proposal.choices?.questions ?? [];
  return answersTo(proposal, new Map(questions.map(({ question }) => [question, kept.has(question) ? "keep" : "remove"])));
}

/** The proposal after the answers; undefined where the role has no room for its policies. */
export function fitting(before: RoleState, proposal: Proposal, answers: readonly Answer[] | undefined): Proposal | undefined {
  try {
    const chosen = withAnswers(proposal, answers);
    planChange(before, chosen);
    return chosen;
  } catch (error) {
    if (error instanceof PolicyTooLargeError || error instanceof NoFreeSlotError) return undefined;
    throw error;
  }
}

/** Would the role have room if every question was kept? */
export function isRoomForAll(before: RoleState, proposal: Proposal): boolean {
  const all = new Set(proposal.choices?.questions.map(({ question }) => question));
  return fitting(before, proposal, answersKeeping(proposal, all)) !== undefined;
}

export interface AnswerProblem {
  readonly text: string;
  /** What is ticked when the page shows it. */
  readonly kept: ReadonlySet<string>;
}

/** Why these answers cannot be approved. */
export function problemWith(
  answers: readonly Answer[] | undefined,
  {
    proposal,
    before,
    approvals,
    words,
  }: { readonly proposal: Proposal; readonly before: RoleState; readonly approvals: readonly Approval[]; readonly words: Words },
): AnswerProblem | undefined {
  const [first] = approvals;
  if (first && !isSameAnswers(first.answers, answers)) {
    return { text: words.page.questions.otherAnswers(first.by), kept: keptBy(first.answers ?? []) };
  }
  if (fitting(before, proposal, answers)) return undefined;
  return { text: words.page.questions.doNotFit, kept: keptBy(answers ?? []) };
}
