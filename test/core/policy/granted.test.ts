import { describe, expect, test } from "vitest";
import type { ActionSet } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import { patternTest } from "#core/policy/cover.ts";
import { countByLevel, diffActions, namesOf } from "#core/policy/diff.ts";
import { evaluate } from "#core/policy/evaluate.ts";
import { minimise, shortenedActions } from "#core/policy/minimise.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { catalogue, smallCatalogue } from "./catalogue.ts";

const named = (set: ActionSet) => namesOf(set, actionSpace(smallCatalogue));
const policy = (...Statement: object[]) => parsePolicy({ Version: "2012-10-17", Statement }, "policy");
const allow = (Action: string | string[], Resource = "*", more: object = {}) => ({ Effect: "Allow", Action, Resource, ...more });
const deny = (Action: string | string[], Resource = "*", more: object = {}) => ({ Effect: "Deny", Action, Resource, ...more });
const MFA = { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": ["false"] } } };

describe("an action counts as granted where it is allowed on some resource", () => {
  const queue = "arn:aws:sqs:eu-west-1:111122223333:jobs";

  test.each([
    ["a deny of everything takes it", [allow("sqs:SendMessage"), deny("sqs:*")], []],
    ["a deny of more resources takes it", [allow("sqs:SendMessage", queue), deny("sqs:*", "arn:aws:sqs:*:*:*")], []],
    ["a deny of some resources leaves it", [allow("sqs:SendMessage"), deny("sqs:*", queue)], ["sqs:SendMessage"]],
    [
      "a deny of one of two resources leaves it",
      [{ ...allow("sqs:SendMessage"), Resource: [queue, `${queue}2`] }, deny("sqs:*", queue)],
      ["sqs:SendMessage"],
    ],
    ["a deny under a condition leaves it", [allow("sqs:SendMessage"), deny("sqs:*", "*", MFA)], ["sqs:SendMessage"]],
    ["a deny of another action leaves it", [allow("sqs:SendMessage"), deny("sqs:ReceiveMessage")], ["sqs:SendMessage"]],
    [
      "a deny of what one statement allows leaves another's",
      [allow("sqs:SendMessage", queue), allow("sqs:SendMessage", `${queue}2`), deny("sqs:*", queue)],
      ["sqs:SendMessage"],
    ],
  ])("%s", (_, statements, kept) => {
    expect(named(diffActions([policy(...statements)], [policy(...statements)], smallCatalogue).kept)).toEqual(kept);
  });

  test("a diff says what is removed and what is added", () => {
    const { kept, removed, added } = diffActions(
      [policy(allow(["sqs:SendMessage", "sns:Publish"]))],
      [policy(allow(["sns:Publish", "sns:Subscribe"]))],
      smallCatalogue,
    );
    expect([kept, removed, added].map(named)).toEqual([["sns:Publish"], ["sqs:SendMessage"], ["sns:Subscribe"]]);
  });
});

test("actions are counted by access level, the gravest first", () => {
  const ofSqs = ["AddPermission", "SendMessage", "PurgeQueue", "TagQueue", "GetQueueUrl", "ReceiveMessage"].map((name) => `sqs:${name}`);
  const actions = [...ofSqs, "sns:Publish", "sns:ListTopics"];
  const { removed } = diffActions([policy(allow(actions))], [], smallCatalogue);
  expect(countByLevel(removed, actionSpace(smallCatalogue))).toEqual([
    { service: "sns", counts: [0, 1, 0, 0, 1] },
    { service: "sqs", counts: [1, 2, 1, 2, 0] },
  ]);
});

describe("shortening names", () => {
  const shortened = (...actions: string[]) =>
    minimise(policy(allow(actions)).statements, smallCatalogue, { wildcards: true }).flatMap(({ actions }) => actions.patterns);

  test.each([
    ["an action that alone begins so keeps its name", ["sqs:SetQueueAttributes"], ["sqs:SetQueueAttributes"]],
    ["all of a service become its star", ["sqs:*"], ["sqs:*"]],
    [
      "all that begin with a word become the word",
      ["sqs:SendMessage", "sqs:SetQueueAttributes"],
      ["sqs:SendMessage", "sqs:SetQueueAttributes"],
    ],
    [
      "some that begin with a word keep their names",
      ["sns:ListTopics", "sns:ListSubscriptions"],
      ["sns:ListSubscriptions", "sns:ListTopics"],
    ],
  ])("%s", (_, actions, expected) => {
    expect(shortened(...actions)).toEqual(expected);
  });
});

describe("what the names of a statement are shortened to", () => {
  const NAMED = ["cassandra:Modify", "cassandra:ModifyMultiRegionResource", "cassandra:Select"];

  test.each([
    [
      "a word that also stands alone is written with its star and without",
      allow(NAMED),
      ["cassandra:Modify", "cassandra:Modify*", "cassandra:Select"],
    ],
    ["names that nothing can take the place of are left", allow(["cassandra:Modify", "cassandra:Select"]), undefined],
    ["a single name is left", allow("cassandra:ModifyMultiRegionResource"), undefined],
    ["what a deny names is left", deny(NAMED), undefined],
    ["what is excepted is left", { Effect: "Allow", NotAction: NAMED, Resource: "*" }, undefined],
  ])("%s", (_, statement, expected) => {
    const found = policy(statement).statements.map((each) => shortenedActions(each, catalogue, () => true));
    expect(found).toEqual([expected]);
  });

  test("a pattern that may not be named is not", () => {
    const [statement] = policy(allow(NAMED)).statements;
    expect(statement && shortenedActions(statement, catalogue, (pattern) => pattern !== "cassandra:Modify*")).toBeUndefined();
  });
});

describe("a condition that only the request decides", () => {
  const request = { action: "sqs:SendMessage", resource: "*" };

  test.each([
    ["on a deny", [allow("sqs:*"), deny("sqs:*", "*", MFA)], "uncertain"],
    ["on the only allow", [allow("sqs:*", "*", MFA)], "uncertain"],
    ["on an allow beside another", [allow("sqs:*", "*", MFA), allow("sqs:*")], "allowed"],
    ["on an allow beside a deny", [allow("sqs:*", "*", MFA), deny("sqs:*")], "explicitly-denied"],
    ["on a deny of what is not allowed", [allow("sns:*"), deny("sqs:*", "*", MFA)], "not-allowed"],
    ["on a deny of another action", [allow("sqs:*"), deny("sns:*", "*", MFA)], "allowed"],
  ])("%s", (_, statements, verdict) => {
    expect(evaluate(request, [policy(...statements)])).toBe(verdict);
  });
});

describe("a shorter policy stands for no more actions than those that were named, once AWS adds some", () => {
  const policies = (...statements: object[]) => [policy(...statements)];
  const short = (statements: object[], had: readonly object[]) =>
    minimise(policy(...statements).statements, smallCatalogue, { wildcards: patternTest(policies(...had)) }).map(
      ({ actions }) => actions.patterns,
    );
  const senders = ["sqs:SendMessage", "sqs:SendMessageBatch"];
  const queue = "arn:aws:sqs:eu-west-1:111122223333:jobs";
  const ofSqs = smallCatalogue.expand("sqs:*");

  test.each([
    ["named one by one stay so", [allow([...ofSqs])], [...ofSqs].sort()],
    ["allowed by a star become one", [allow("*")], ["sqs:*"]],
    ["allowed by a star on other resources stay as they are", [allow("sqs:*", `${queue}2`), allow([...ofSqs])], [...ofSqs].sort()],
    ["allowed by a star under a condition stay as they are", [allow("sqs:*", "*", MFA), allow([...ofSqs])], [...ofSqs].sort()],
    ["allowed by leaving others out become one", [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }], ["sqs:*"]],
  ])("actions that were %s", (_, had, patterns) => {
    expect(short([allow([...ofSqs], queue)], had)).toEqual([patterns]);
  });

  test("a deny keeps the patterns that also deny what is added", () => {
    const denied = deny(["sqs:*Message*", "sqs:Add*"]);
    expect(minimise(policy(denied).statements, smallCatalogue, { wildcards: true })[0]?.actions.patterns).toEqual([
      "sqs:*Message*",
      "sqs:Add*",
    ]);
    const others = { Effect: "Deny", NotAction: [...ofSqs], Resource: "*" };
    expect(minimise(policy(others).statements, smallCatalogue, { wildcards: true })[0]?.actions.patterns).toEqual([...ofSqs].sort());
  });

  test("a pattern that an earlier policy named is not made of names", () => {
    expect(short([allow(senders)], [allow("sqs:Send*")])).toEqual(short([allow(senders)], [allow("sqs:*")]));
    expect(short([allow(senders)], [allow(senders)])).toEqual([senders]);
  });
});
