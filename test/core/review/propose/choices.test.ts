import { describe, expect, test } from "vitest";
import type { PolicyDocument } from "#core/policy/document.ts";
import type { JsonPolicy } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { MAX_POLICY_SIZE, PolicyTooLargeError } from "#core/policy/split.ts";
import { answersTo, documentsFor, keptByDefault, withAnswers } from "#core/review/chosen.ts";
import { RecordMismatchError } from "#core/review/errors.ts";
import type { Choices, Proposal } from "#core/review/model/proposal.ts";
import { choicesOf as makeChoices } from "#core/review/propose/choices.ts";
import { diffRole } from "#core/review/propose/diff.ts";
import { catalogue, managedPolicy } from "#test/core/policy/catalogue.ts";
import { slowlyAllows } from "#test/core/policy/slow-evaluator.ts";
import { asAction } from "#test/names.ts";
import { FIVE, proposalOf } from "./asking.ts";

const proposal = proposalOf(FIVE);
const choices = choicesOf(proposal);
const ids = choices.questions.map(({ question }) => question);
const had = FIVE.policies.map(managedPolicy);

function choicesOf(made: Proposal): Choices {
  if (!made.choices) throw new Error("nothing is asked");
  return made.choices;
}

/** Every set of answers: which questions are kept. */
const SETS = Array.from({ length: 2 ** ids.length }, (_, bits) => ids.filter((_each, index) => (bits >> index) & 1));

function chosen(kept: readonly string[]): Proposal {
  return withAnswers(proposal, answersTo(proposal, new Map(ids.map((id) => [id, kept.includes(id) ? "keep" : "remove"]))));
}

function documentsOf({ policies }: Proposal): readonly PolicyDocument[] {
  return policies.map(({ document, name }) => parsePolicy(document, name));
}

/** One request for each action and resource that a document allows without a condition, with a name where any may stand. */
function requestsIn(documents: readonly PolicyDocument[]) {
  return documents
    .flatMap(({ statements }) => statements)
    .filter(({ conditions }) => conditions === undefined)
    .flatMap(({ actions, resources }) =>
      actions.patterns.flatMap((action) =>
        resources.patterns.map((resource) => ({ action, resource: resource.replaceAll("*", "x"), context: {} })),
      ),
    );
}

const seen = proposal.activity.entries.flatMap(({ action, resources }) =>
  resources.map(({ arn }) => ({ action, resource: arn, context: {} })).filter((request) => slowlyAllows(had, request)),
);

describe("of a proposal with five questions, every set of answers", () => {
  test("is tried", () => {
    expect([ids.length, SETS.length, seen.length > 3]).toEqual([5, 32, true]);
  });

  test.each(SETS.map((kept) => [kept.join(", ") || "none", kept] as const))("gives what was granted and was seen: %s kept", (_, kept) => {
    const made = chosen(kept);
    const documents = documentsOf(made);
    expect(requestsIn(documents).filter((request) => !slowlyAllows(had, request))).toEqual([]);
    expect(seen.filter((request) => !slowlyAllows(documents, request))).toEqual([]);
    expect(made.policies.every(({ size }) => size <= 6_144)).toBe(true);
    // Two questions may be about one action, on different resources.
    const namesIn = (questions: Choices["questions"]) => new Set(questions.flatMap(({ loses }) => loses.map(({ action }) => action)));
    const stays = namesIn(choices.questions.filter(({ question }) => kept.includes(question)));
    const allowed = granted(documents);
    expect([...namesIn(choices.questions)].filter((action) => allowed.has(action) !== stays.has(action))).toEqual([]);
  });

  test.each(SETS.map((kept) => [kept.join(", ") || "none", kept] as const))("counts what is kept and removed: %s kept", (_, kept) => {
    const made = chosen(kept);
    const refined = documentsOf(made);
    expect(made.diff).toEqual(diffRole({ replaced: had, retained: [], refined, after: refined }, catalogue).diff);
    const kinds = made.questions.map(({ id, keeps }) => [id, keeps.length > 0]);
    expect(kinds).toEqual(proposal.questions.map(({ id }) => [id, kept.includes(id)]));
    expect(made.evidence.map(({ action }) => action)).toEqual(expect.arrayContaining([...granted(refined)]));
  });
});

function granted(documents: readonly PolicyDocument[]): ReadonlySet<string> {
  return new Set(documents.flatMap(({ statements }) => statements.flatMap(({ actions }) => actions.patterns)));
}

test("answers that are all the default are the proposal, and its documents are made of its choices", () => {
  expect(withAnswers(proposal, answersTo(proposal))).toBe(proposal);
  expect(answersTo(proposal)?.map(({ by }) => by)).toEqual(choices.questions.map(() => "default"));
  expect(documentsOf(proposal)).toEqual(documentsFor(choices, keptByDefault(choices)));
});

test("actions are shortened only where they would not fit into one policy, to patterns that match the same ones", () => {
  const few = proposalOf({ policies: ["AmazonSQSFullAccess"], calls: [{ event: "sqs:GetQueueUrl", request: { queueName: "jobs" } }] });
  expect(Object.keys(choicesOf(few))).not.toContain("shorter");
  const { plain, shorter = [] } = choicesOf(proposalOf({ policies: ["AdministratorAccess"], calls: [{ event: "s3:ListBuckets" }] }));
  expect(JSON.stringify(plain).length).toBeGreaterThan(MAX_POLICY_SIZE);
  expect(shorter.length).toBeGreaterThan(0);
  const documents = [plain.always, ...plain.keeping.map(({ document }) => document)];
  for (const { document, statement, actions } of shorter) {
    const named = [documents[document]?.Statement[statement]?.Action ?? []].flat();
    expect(actions.join().length).toBeLessThan(named.join().length);
    expect([...new Set(actions.flatMap((pattern) => catalogue.expand(pattern)))].sort()).toEqual(named.toSorted());
  }
});

/** Two questions: one about most of EC2, which fits into a policy only with patterns, and one about all of a queue. */
function largeChoices(replaced = managedPolicy("AdministratorAccess")): Choices {
  const [question] = proposalOf(FIVE).questions;
  if (!question) throw new Error("nothing is asked");
  const asked = (id: string, names: readonly string[], resource: string) => ({
    question: { ...question, id, actions: names, keeps: [] },
    grants: names.map((name) => ({ action: asAction(name), resources: [resource] })),
  });
  const open = [
    asked(
      "ec2/any",
      catalogue.expand("ec2:*").filter((name) => name !== "ec2:RunInstances"),
      "*",
    ),
    asked("sqs/jobs", catalogue.expand("sqs:*"), "arn:aws:sqs:*:*:jobs"),
  ];
  const around = { replaced: [replaced], retained: [], always: [], room: { managed: 1, inline: 0 }, catalogue };
  return makeChoices(open, around);
}

test("no pattern stands for actions that the role was granted name by name: it would grant what AWS adds later", () => {
  const Action = [...catalogue.expand("ec2:*"), ...catalogue.expand("sqs:*")];
  const named = parsePolicy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] }, "by name");
  const { plain, shorter = [] } = largeChoices(named);
  expect(shorter).toEqual([]);
  expect(JSON.stringify(plain).length).toBeGreaterThan(MAX_POLICY_SIZE);
  expect(JSON.stringify(plain)).not.toMatch(/"(?:ec2|sqs):[^"]*\*"/);
});

test("what is kept fits into one policy with patterns where it does not with names", () => {
  const { shorter: _, ...plain } = largeChoices();
  const kept = new Set(["ec2/any", "sqs/jobs"]);
  expect(() => documentsFor(plain, kept)).toThrow(PolicyTooLargeError);
  const [document, second] = documentsFor(largeChoices(), kept);
  expect(second).toBeUndefined();
  const allowed = document?.statements.flatMap(({ actions }) => actions.patterns.flatMap((pattern) => catalogue.expand(pattern))) ?? [];
  expect(allowed.toSorted()).toEqual(
    [...catalogue.expand("ec2:*"), ...catalogue.expand("sqs:*")].filter((name) => name !== "ec2:RunInstances").sort(),
  );
});

test("what an earlier version wrote of shortened documents gives the same policies", () => {
  const { shorter = [], ...made } = largeChoices();
  const written = (document: JsonPolicy, index: number): JsonPolicy => ({
    ...document,
    Statement: document.Statement.map((statement, at) => {
      const found = shorter.find((each) => each.document === index && each.statement === at);
      return found ? { ...statement, Action: found.actions } : statement;
    }),
  });
  const shortened = {
    always: written(made.plain.always, 0),
    keeping: made.plain.keeping.map(({ question, document }, at) => ({ question, document: written(document, at + 1) })),
  };
  for (const kept of [[], ["ec2/any"], ["sqs/jobs"], ["ec2/any", "sqs/jobs"]])
    expect(documentsFor({ ...made, shortened }, new Set(kept))).toEqual(documentsFor({ ...made, shorter }, new Set(kept)));
});

test("an action that no catalogue knows is on no list of what an answer loses, which tells how grave each is", () => {
  const actions = ["s3:GetObject", "s3:GetSparkle"];
  const [question] = proposalOf(FIVE).questions;
  if (!question) throw new Error("nothing is asked");
  const grants = actions.map((action) => ({ action: asAction(action), resources: ["arn:aws:s3:::reports/*"] }));
  const open = [{ question: { ...question, id: "s3/reports", actions, keeps: [] }, grants }];
  const around = { replaced: [managedPolicy("AdministratorAccess")], retained: [], always: [], room: { managed: 1, inline: 0 }, catalogue };
  const [choice] = makeChoices(open, around).questions;
  expect(choice).toEqual({ question: "s3/reports", default: "remove", loses: [{ action: "s3:GetObject", level: "Read" }] });
});

test("answers that are not one to each question are refused", () => {
  const all = answersTo(proposal) ?? [];
  const [first] = all;
  const wrong = [
    [],
    all.slice(1),
    [...all, { question: "iam/any", verdict: "keep", by: "approver" } as const],
    [...all, ...(first ? [first] : [])],
  ];
  for (const answers of wrong) expect(() => withAnswers(proposal, answers)).toThrow(RecordMismatchError);
});

test("an answer to a part of a question settles it: it stays as answered, whatever is said to the others", () => {
  const settled = proposalOf({ ...FIVE, keep: ["sqs:SendMessage"] });
  expect(choicesOf(settled).questions.map(({ question }) => question)).not.toContain("sqs/jobs");
  const none = withAnswers(settled, answersTo(settled, new Map(choicesOf(settled).questions.map(({ question }) => [question, "remove"]))));
  expect([...granted(documentsOf(none))].filter((action) => action.startsWith("sqs:"))).toContain("sqs:SendMessage");
  expect([...granted(documentsOf(none))]).not.toContain("sqs:ReceiveMessage");
});

test("answers for which the role has no room are refused", () => {
  expect(() => documentsFor({ ...choices, room: { managed: 0, inline: 0 } }, new Set(ids))).toThrow(PolicyTooLargeError);
});

test("of very many removed actions, the list is patterns and what an answer can keep: in order, each removed action once", () => {
  const everything = parsePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } }, "everything");
  const refined = [
    parsePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } }, "refined"),
  ];
  const answerable = ["a4b:ApproveSkill", "s3:PutObject", "sqs:DeleteQueue", "xray:PutTraceSegments"].filter((name) =>
    catalogue.find(name),
  );
  const loses = answerable.map((name) => ({ action: asAction(name), level: "Write" as const }));
  const asked = { ...choices, questions: [{ question: "q", default: "remove" as const, loses }] };
  const { removed, removedCount } = diffRole({ replaced: [everything], retained: [], refined, after: refined }, catalogue, asked).diff;
  expect(removed).toEqual(removed.toSorted());
  expect(removed).toEqual(expect.arrayContaining(answerable));
  const named = removed.flatMap((pattern) => catalogue.expand(pattern));
  expect([named.length, new Set(named).size]).toEqual([removedCount, removedCount]);
  expect(named).not.toContain("s3:GetObject");
});
