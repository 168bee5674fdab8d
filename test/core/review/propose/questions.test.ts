import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { evaluate } from "#core/policy/evaluate.ts";
import { matches } from "#core/policy/match.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { wordsWithoutQuestion } from "#core/review/answers.ts";
import { Proposal } from "#core/review/model/proposal.ts";
import { MOST_QUESTIONS } from "#core/review/propose/ask.ts";
import { type Case, proposalOf } from "./asking.ts";
import cases from "./questions.cases.json" with { type: "json" };
import { roleWith } from "./roles.ts";

const proposals = new Map<Case, Proposal>();

function proposedFor(given: Case): Proposal {
  const proposal = proposals.get(given) ?? proposalOf(given);
  proposals.set(given, proposal);
  return proposal;
}

describe("a proposal, where no log can tell", () => {
  test.each<Case>(cases)("$name", (given) => {
    const proposal = proposedFor(given);
    const documents = proposal.policies.map(({ document }) => parsePolicy(document, "refined"));
    const retained = roleWith(given.retained ?? []).attached.map(({ document }) => document);
    const isAllowed = (line: string) => {
      const [action = "", resource = ""] = line.split(" ");
      return evaluate({ action, resource, context: {} }, [...documents, ...retained]) === "allowed";
    };
    expect(given.allows.filter((line) => !isAllowed(line))).toEqual([]);
    expect(given.refuses.filter(isAllowed)).toEqual([]);
    const asked = proposal.questions.flatMap((question) =>
      question.actions.flatMap((action) => [`${question.id} ${question.default} ${action}`, `any ${question.default} ${action}`]),
    );
    expect(given.asks.filter((line) => !asked.includes(line))).toEqual([]);
    const named = proposal.questions.flatMap(({ actions }) => actions);
    expect((given.asksNothingAbout ?? []).filter((action) => named.some((name) => matches(name, action)))).toEqual([]);
  });

  test.each<Case>(cases)("has evidence for each action that it grants, and for no other: $name", (given) => {
    const { policies, evidence } = proposedFor(given);
    const allows = policies.flatMap(({ document }) =>
      parsePolicy(document, "refined").statements.filter(({ effect }) => effect === "Allow"),
    );
    const granted = new Set(allows.flatMap(({ actions }) => actions.patterns));
    expect(evidence.map(({ action }) => action)).toEqual([...granted].sort());
  });

  test.each<Case>(cases)("can be kept in the record as it is: $name", (given) => {
    const proposal = proposedFor(given);
    expect(v.parse(Proposal, JSON.parse(JSON.stringify(proposal)))).toStrictEqual(v.parse(Proposal, proposal));
  });

  test.each<Case>(cases)("asks few questions, each by itself, with what keeping adds: $name", (given) => {
    const { questions } = proposedFor(given);
    expect(questions.length).toBeLessThanOrEqual(MOST_QUESTIONS);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
    for (const { actions, adds, keeps, because } of questions) {
      expect(adds.reduce((sum, { count }) => sum + count, 0)).toBe(actions.length);
      expect(keeps.filter((action) => !actions.includes(action))).toEqual([]);
      expect(because.length).toBeGreaterThan(0);
    }
  });

  test("removes what one answer removes and another one keeps", () => {
    const [question] = proposalOf({
      policies: ["AmazonSQSFullAccess"],
      calls: [{ event: "sqs:GetQueueUrl", request: { queueName: "jobs" } }],
      keep: ["sqs:*"],
      remove: ["sqs:DeleteMessage"],
    }).questions;
    expect(question?.actions).toContain("sqs:DeleteMessage");
    expect(question?.keeps).toEqual(question?.actions.filter((action) => action !== "sqs:DeleteMessage"));
  });

  test("names the words that answer nothing", () => {
    const { questions } = proposalOf({
      policies: ["AmazonSQSFullAccess"],
      calls: [{ event: "sqs:GetQueueUrl", request: { queueName: "jobs" } }],
    });
    const words = { keep: ["sqs/jobs", "sqs:Send*", "s3:GetObject"], remove: ["sqs/job"] };
    expect(wordsWithoutQuestion(words, questions)).toEqual(["s3:GetObject", "sqs/job"]);
  });
});
