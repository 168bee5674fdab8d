import { describe, expect, test } from "vitest";
import { policySize } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { PolicyTooLargeError, toDocuments } from "#core/policy/split.ts";
import { smallCatalogue as catalogue } from "./catalogue.ts";
import { slowlyAllows } from "./slow-evaluator.ts";

const ROOMY = { maxSize: 400, maxDocuments: 10, inlineRoom: 0 };
const queue = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
const names = (count: number) => Array.from({ length: count }, (_, index) => queue(`queue-${index}`));
const ACTIONS = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:PurgeQueue", "sns:Publish", "sns:Subscribe"];

function documents(statement: object, limits = ROOMY) {
  const { statements } = parsePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", ...statement } }, "p");
  return { before: statements, after: toDocuments(statements, { ...limits, catalogue }) };
}

describe("a statement that fits into no document", () => {
  test.each([
    ["by its resources, where they are the more", { Action: "sqs:SendMessage", Resource: names(20) }],
    ["by its actions, where they are the more", { Action: ACTIONS, Resource: [queue("x".repeat(150)), queue("y".repeat(50))] }],
  ])("is halved %s: together the halves allow the same", (_, statement) => {
    const { before, after } = documents(statement);
    expect(after.length).toBeGreaterThan(1);
    expect(after.filter((document) => policySize(document) > ROOMY.maxSize)).toEqual([]);
    const requests = ACTIONS.flatMap((action) =>
      [...names(21), queue("x".repeat(150))].map((resource) => ({ action, resource, context: {} })),
    );
    const whole = [{ version: "2012-10-17", statements: before } as const];
    expect(requests.filter((request) => slowlyAllows(after, request) !== slowlyAllows(whole, request))).toEqual([]);
  });

  test.each([
    ["leaves actions out", { NotAction: Array.from({ length: 40 }, (_, index) => `sqs:Action${index}`), Resource: "*" }],
    ["leaves resources out", { Action: "sqs:SendMessage", NotResource: names(20) }],
    ["names one thing that is too long", { Action: "sqs:SendMessage", Resource: queue("x".repeat(400)) }],
  ])("is refused where it %s: each half would allow what the other one does not", (_, statement) => {
    expect(() => documents(statement)).toThrow(PolicyTooLargeError);
    expect(() => documents(statement)).toThrow(expect.objectContaining({ code: "policy-too-large" }));
  });
});

test("no document is larger than the limit, whatever the limit: what stands between statements counts too", () => {
  const { statements } = parsePolicy(
    { Version: "2012-10-17", Statement: names(12).map((name, at) => ({ Effect: "Allow", Action: ACTIONS[at % 3], Resource: name })) },
    "p",
  );
  const limits = Array.from({ length: 200 }, (_, more) => 200 + more);
  const sizes = limits.map((maxSize) => toDocuments(statements, { ...ROOMY, maxDocuments: 20, maxSize, catalogue }).map(policySize));
  expect(limits.filter((limit, at) => sizes[at]?.some((size) => size > limit))).toEqual([]);
  // Several statements share a document.
  expect(sizes.at(-1)?.length).toBeLessThan(statements.length);
});

describe("statements that are alike", () => {
  const resources = ACTIONS.map((action) => ({ action, resource: action.startsWith("sns:") ? "*" : queue("a"), context: {} }));
  const joined = (...statements: readonly object[]) => {
    const before = parsePolicy({ Version: "2012-10-17", Statement: statements }, "p");
    const after = toDocuments(before.statements, { ...ROOMY, maxSize: 6144, catalogue });
    return [resources.filter((request) => slowlyAllows([before], request)), resources.filter((request) => slowlyAllows(after, request))];
  };
  const all = { Effect: "Allow", Action: ACTIONS, Resource: "*" };
  const denied = (NotAction: string) => ({ Effect: "Deny", NotAction, Resource: "*" });
  const allowed = (NotAction: string) => ({ Effect: "Allow", NotAction, Resource: "*" });

  test("but leave different actions out stay apart: denying all but one and all but another denies everything", () => {
    const [before, after] = joined(all, denied("sqs:SendMessage"), denied("sns:Publish"));
    expect(before).toEqual([]);
    expect(after).toEqual([]);
  });

  test("but leave different actions out stay apart: allowing all but one and all but another allows everything", () => {
    const [before, after] = joined(allowed("sqs:SendMessage"), allowed("sns:Publish"));
    expect(before).toHaveLength(ACTIONS.length);
    expect(after).toEqual(before);
  });
});

describe("documents that are more than a role may carry", () => {
  const many = { Action: "sqs:SendMessage", Resource: names(20) };
  const sizes = documents(many).after.map(policySize);
  const beyond = sizes.slice(1).reduce((sum, size) => sum + size, 0);

  test("go into the role itself, as far as it has room", () => {
    expect(documents(many, { ...ROOMY, maxDocuments: 1, inlineRoom: beyond }).after.map(policySize)).toEqual(sizes);
  });

  test("are refused where it has not, with what there is room for", () => {
    const limits = { ...ROOMY, maxDocuments: 1, inlineRoom: beyond - 1 };
    expect(() => documents(many, limits)).toThrow(`room for 1 more managed policies and ${beyond - 1} characters`);
    expect(() => documents(many, limits)).toThrow(`needs ${sizes.length} policies`);
  });
});
