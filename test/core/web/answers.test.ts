import { describe, expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Answer, Approval } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { answersKeeping, fitting, isRoomForAll, keptAtFirst, problemWith, verdictsIn } from "#core/web/answers.ts";
import type { DecisionForm } from "#core/web/form.ts";
import { asArn } from "#test/names.ts";
import { askedFive } from "#test/page/asked-five.ts";

const { ports, reviewId } = await askedFive();
const proposal = given(await ports.store.document(reviewId, "proposal"));
const before = given(await ports.store.document(reviewId, "before"));
const ids = given(proposal.choices?.questions.map(({ question }) => question));
const form = (asked: readonly string[], keep: readonly string[]): DecisionForm => ({
  token: "t",
  verdict: "approve",
  comment: "",
  asked: [...asked],
  keep: [...keep],
});

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("Five questions are asked about the role.");
  return value;
}

/** Carries as many managed policies as a role may: nothing can be attached beside them. */
function full(role: RoleState): RoleState {
  const [policy] = role.attached;
  const others = Array.from({ length: 10 - role.attached.length }, (_, index) => {
    const name = `Own${index}`;
    return { ...given(policy), name, arn: asArn(`arn:aws:iam::111122223333:policy/${name}`) };
  });
  return { ...role, attached: [...role.attached, ...others] };
}

const approvalWith = (answers: readonly Answer[] | undefined): Approval => ({
  at: "2026-11-01T00:00:00.000Z",
  by: "ann",
  identity: { issuer: "i", subject: "ann" },
  proposalHash: "h",
  ...(answers ? { answers } : {}),
});

describe("what the form says", () => {
  test("is kept where the box was ticked, and removed where it was shown without", () => {
    expect([...given(verdictsIn(proposal, form(ids.slice(0, 2), ids.slice(1, 2))))]).toEqual([
      [ids[0], "remove"],
      [ids[1], "keep"],
    ]);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ["shows a question that the proposal has not", ["iam/any"], []],
    ["shows one of them beside the proposal's own", [...ids, "iam/any"], []],
    ["keeps what it did not show", ids.slice(0, 1), ids.slice(1, 2)],
    ["keeps what it did not show beside what it did", ids.slice(0, 2), ids.slice(0, 3)],
  ])("is nothing where it %s: no page of ours did", (_, asked, keep) => {
    expect(verdictsIn(proposal, form(asked, keep))).toBeUndefined();
  });

  test("is nothing about a proposal without questions but where it shows none", () => {
    const { choices: _, ...plain } = proposal;
    expect(verdictsIn(plain, form([], []))?.size).toBe(0);
    expect(verdictsIn(plain, form(ids.slice(0, 1), []))).toBeUndefined();
  });
});

describe("the boxes that are ticked when the page opens", () => {
  test("are those of the default, until somebody has answered", () => {
    const byDefault = proposal.choices?.questions.filter((each) => each.default === "keep").map(({ question }) => question);
    expect([...keptAtFirst(proposal, [])]).toEqual(byDefault);
    expect([...keptAtFirst(proposal, [approvalWith(undefined)])]).toEqual(byDefault);
  });

  test("are then those that the first of two approvers ticked", () => {
    const answers = given(answersKeeping(proposal, new Set(ids.slice(2, 4))));
    expect([...keptAtFirst(proposal, [approvalWith(answers), approvalWith([])])]).toEqual(ids.slice(2, 4));
    expect([...keptAtFirst(proposal, [approvalWith(answersKeeping(proposal, new Set()))])]).toEqual([]);
  });
});

test("answers that keep some questions answer each of them, and say which of them are the default", () => {
  const answers = given(answersKeeping(proposal, new Set(ids)));
  expect(answers.map(({ question, verdict }) => [question, verdict])).toEqual(ids.map((id) => [id, "keep"]));
  expect(answers.filter(({ by }) => by === "default").map(({ question }) => question)).toEqual([...keptAtFirst(proposal, [])]);
});

describe("answers", () => {
  const all = answersKeeping(proposal, new Set(ids));
  const problem = (
    answers: readonly Answer[] | undefined,
    approvals: readonly Approval[] = [],
    role: RoleState = before,
    of: Proposal = proposal,
  ) => problemWith(answers, { proposal: of, before: role, approvals, words: english });

  test("that fit the role are no problem, and give the proposal that they make", () => {
    expect(problem(all)).toBeUndefined();
    expect(fitting(before, proposal, all)?.questions.every(({ keeps }) => keeps.length > 0)).toBe(true);
    expect(isRoomForAll(before, proposal)).toBe(true);
  });

  test("other than those of the first approver are refused, with the first one's boxes and name", () => {
    const first = approvalWith(answersKeeping(proposal, new Set(ids.slice(0, 1))));
    expect(problem(all, [first])).toEqual({ text: english.page.questions.otherAnswers("ann"), kept: new Set(ids.slice(0, 1)) });
    expect(problem(first.answers, [first])).toBeUndefined();
    expect(problem(all, [approvalWith(undefined)])).toMatchObject({ kept: new Set() });
  });

  test("for which the role has no room are refused, with the boxes as they were ticked", () => {
    const refused = problem(all, [], full(before));
    expect(refused).toEqual({ text: english.page.questions.doNotFit, kept: new Set(ids) });
    expect([fitting(full(before), proposal, all), isRoomForAll(full(before), proposal)]).toEqual([undefined, false]);
  });

  test("that make more than a policy holds are refused too", () => {
    const choices = given(proposal.choices);
    const tight = { ...proposal, choices: { ...choices, room: { managed: 0, inline: 0 } } };
    expect(isRoomForAll(before, tight)).toBe(false);
    expect(problem(all, [], before, tight)?.text).toBe(english.page.questions.doNotFit);
  });

  test("to other questions are a fault of the record, which is not hidden", () => {
    expect(() => fitting(before, proposal, [{ question: "iam/any", verdict: "keep", by: "approver" }])).toThrow("not to the questions");
  });
});
