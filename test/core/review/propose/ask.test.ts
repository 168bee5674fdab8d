import { describe, expect, test } from "vitest";
import type { Candidate } from "#core/evidence/question.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { ask, MOST_QUESTIONS } from "#core/review/propose/ask.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction } from "#test/names.ts";

const BUCKET = "arn:aws:s3:::reports";
const KEY = `${BUCKET}/*`;
const policy = (Action: string | readonly string[], Resource: string | readonly string[] = "*") =>
  parsePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", Action, Resource } }, "a policy");

function candidate(action: string, resource: string, more: Partial<Candidate> = {}): Candidate {
  return {
    service: action.split(":")[0] ?? "",
    resources: [resource],
    grants: [{ action: asAction(action), resources: [resource] }],
    because: { id: "data-event", source: "a document" },
    speaksFor: [],
    default: "remove",
    weight: 1,
    ...more,
  };
}

interface Has {
  readonly refined?: ReturnType<typeof policy>;
  readonly retained?: ReturnType<typeof policy>;
}

function asked(candidates: readonly Candidate[], { refined, retained }: Has = {}, answers?: Parameters<typeof ask>[2]) {
  const statements = refined?.statements ?? [];
  const decided = { replaced: [policy("*")], retained: retained ? [retained] : [], refined: statements, catalogue };
  return ask(candidates, decided, answers);
}

const idsOf = (...given: Parameters<typeof asked>) => asked(...given).questions.map(({ id }) => id);

describe("nobody is asked about what stays anyway:", () => {
  const object = candidate("s3:GetObject", KEY);

  test.each<[string, Has, readonly string[]]>([
    ["nothing stays: it is asked about", {}, ["s3/any"]],
    ["the refined policy has it on the very resource", { refined: policy("s3:GetObject", KEY) }, []],
    ["the refined policy has it on all resources", { refined: policy("s3:GetObject") }, []],
    ["the refined policy has it on other resources alone", { refined: policy("s3:GetObject", "arn:aws:s3:::photos/*") }, ["s3/any"]],
    ["the refined policy has another action on the resource", { refined: policy("s3:PutObject", KEY) }, ["s3/any"]],
    ["a retained policy has it on all resources", { retained: policy("s3:*") }, []],
    ["a retained policy has it on other resources alone", { retained: policy("s3:GetObject", "arn:aws:s3:::photos/*") }, ["s3/any"]],
  ])("%s", (_, has, ids) => {
    expect(idsOf([object], has)).toEqual(ids);
  });

  test("what stays under the very condition is not asked about, and what stays under another one is", () => {
    const toLambda = { StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com"] } };
    const role = "arn:aws:iam::111122223333:role/*";
    const passing = candidate("iam:PassRole", role, {
      grants: [{ action: asAction("iam:PassRole"), resources: [role], conditions: toLambda }],
    });
    const under = (Condition: object) =>
      parsePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "iam:PassRole", Resource: role, Condition } }, "p");
    const other = { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com"] } };
    expect([under(toLambda), under(other)].map((refined) => idsOf([passing], { refined }).length)).toEqual([0, 1]);
  });

  test("an action that the catalogue does not know is compared by its name", () => {
    const unknown = candidate("s3:GetSparkle", KEY);
    expect([idsOf([unknown]), idsOf([unknown], { refined: policy("s3:GetSparkle", KEY) })]).toEqual([["s3/any"], []]);
  });

  test("of several actions, only those are asked about that would go", () => {
    const both = candidate("s3:GetObject", KEY, {
      grants: ["s3:GetObject", "s3:PutObject"].map((action) => ({ action: asAction(action), resources: [KEY] })),
    });
    expect(asked([both], { refined: policy("s3:GetObject", KEY) }).questions.map(({ actions }) => actions)).toEqual([["s3:PutObject"]]);
  });

  test("a name that IAM fills in for each caller is the same name in both", () => {
    const own = `${BUCKET}/\${aws:username}/*`;
    expect(idsOf([candidate("s3:GetObject", own)], { refined: policy("s3:GetObject", own) })).toEqual([]);
  });

  test("and nobody is asked about what the role does not have", () => {
    const decided = { replaced: [policy("sqs:*")], retained: [], refined: [], catalogue };
    expect(ask([object], decided).questions).toEqual([]);
  });
});

describe("a question's id says what it is about:", () => {
  test.each([
    ["a name", candidate("dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders"), "dynamodb/orders"],
    ["a bucket", candidate("s3:ListBucket", BUCKET), "s3/reports"],
    ["nothing that narrows it", candidate("s3:ListBucket", "*"), "s3/any"],
    ["no resource at all", candidate("s3:ListBucket", "*", { resources: [] }), "s3/any"],
    [
      "a name and two more",
      candidate("s3:ListBucket", BUCKET, { resources: [BUCKET, "arn:aws:s3:::a", "arn:aws:s3:::b"] }),
      "s3/reports+2",
    ],
  ])("%s", (_, one, id) => {
    expect(idsOf([one])).toEqual([id]);
  });

  test("two of one name are told apart", () => {
    expect(idsOf([candidate("s3:ListBucket", BUCKET), candidate("s3:GetBucketAcl", BUCKET)])).toEqual(["s3/reports", "s3/reports-2"]);
  });
});

describe(`at most ${MOST_QUESTIONS} questions are asked`, () => {
  const of = (count: number, verdict: "keep" | "remove") =>
    Array.from({ length: count }, (_, index) =>
      candidate("s3:ListBucket", `arn:aws:s3:::${verdict}${index}`, { default: verdict, weight: count - index }),
    );

  test("five are asked one by one, the likeliest first", () => {
    expect(idsOf(of(5, "remove").reverse())).toEqual(["s3/remove0", "s3/remove1", "s3/remove2", "s3/remove3", "s3/remove4"]);
  });

  test("five of both kinds are in the order of how likely they are, whichever of them stay", () => {
    const [keep, remove] = [of(2, "keep"), of(3, "remove")];
    expect(idsOf([...keep, ...remove])).toEqual(["s3/remove0", "s3/keep0", "s3/remove1", "s3/keep1", "s3/remove2"]);
  });

  test("of six, the two that are least likely are one question", () => {
    const { questions } = asked(of(6, "remove"));
    expect(questions.map(({ id }) => id)).toEqual(["s3/remove0", "s3/remove1", "s3/remove2", "s3/remove3", "other"]);
    expect(questions.at(-1)?.resources).toEqual(["arn:aws:s3:::remove4", "arn:aws:s3:::remove5"]);
  });

  test("what stays by default is never asked together with what goes", () => {
    const { questions } = asked([...of(6, "keep"), ...of(3, "remove")]);
    expect(questions.map(({ id, default: verdict }) => `${id} ${verdict}`)).toEqual([
      "s3/keep0 keep",
      "s3/keep1 keep",
      "s3/keep2 keep",
      "other-kept keep",
      "other remove",
    ]);
  });

  test("what has a place for each is asked one by one, also where the rest is asked together", () => {
    expect(idsOf([...of(4, "keep"), ...of(3, "remove")])).toEqual(["s3/keep0", "s3/keep1", "s3/keep2", "s3/keep3", "other"]);
    expect(idsOf([...of(1, "keep"), ...of(5, "remove")])).toEqual(["s3/keep0", "s3/remove0", "s3/remove1", "s3/remove2", "other"]);
  });

  test("a question about several things is about their service, and about no one service where they are of several", () => {
    const queue = candidate("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:jobs", { weight: 0 });
    const serviceOfLast = (more: readonly Candidate[]) => asked([...of(5, "remove"), ...more]).questions.at(-1)?.service;
    expect([serviceOfLast(of(1, "remove")), serviceOfLast([queue])]).toEqual(["s3", "other"]);
  });

  test("where all stays by default, all five places are for that", () => {
    expect(idsOf(of(7, "keep"))).toEqual(["s3/keep0", "s3/keep1", "s3/keep2", "s3/keep3", "other-kept"]);
  });
});

test("what is kept says whether an answer keeps it, or a default that rests on what IAM reports", () => {
  const evidenceOf = (verdict: "keep" | "remove", answers?: Parameters<typeof ask>[2]) =>
    asked([candidate("s3:GetObject", KEY, { default: verdict })], {}, answers).kept.map(({ evidence }) => evidence);
  const proven = false;
  expect(evidenceOf("keep")).toEqual([{ kind: "last-accessed", because: { id: "question-default", question: "s3/any" }, proven }]);
  expect(evidenceOf("remove", { keep: ["s3/any"], remove: [] })).toEqual([
    { kind: "asked", because: { id: "answered", question: "s3/any" }, proven },
  ]);
});

describe("an answer given beforehand", () => {
  const both = candidate("s3:GetObject", KEY, {
    grants: ["s3:GetObject", "s3:PutObject"].map((action) => ({ action: asAction(action), resources: [KEY] })),
  });
  const keeps = (keep: readonly string[], remove: readonly string[]) => asked([both], {}, { keep, remove }).questions[0]?.keeps;

  test.each([
    ["none: the default", [], [], []],
    ["the question's id keeps it whole", ["s3/any"], [], ["s3:GetObject", "s3:PutObject"]],
    ["an action keeps that action", ["s3:getobject"], [], ["s3:GetObject"]],
    ["a pattern keeps what it matches", ["s3:*"], [], ["s3:GetObject", "s3:PutObject"]],
    ["an action that is to go goes, though the question is kept", ["s3/any"], ["s3:PutObject"], ["s3:GetObject"]],
    ["an action that is kept stays, though the question is to go", ["s3:GetObject"], ["s3/any"], ["s3:GetObject"]],
    ["of two answers about one action, the one that removes counts", ["s3:GetObject"], ["s3:Get*"], []],
  ])("%s", (_, keep, remove, expected) => {
    expect(keeps(keep, remove)).toEqual(expected);
  });
});
