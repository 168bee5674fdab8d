import { describe, expect, test } from "vitest";
import { actionSpace } from "#core/policy/action-space.ts";
import { countByLevel, diffActions, GRAVEST_FIRST, grantedActions, namesOf } from "#core/policy/diff.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { catalogue } from "./catalogue.ts";

const space = actionSpace(catalogue);
const policy = (...Statement: object[]) => parsePolicy({ Version: "2012-10-17", Statement }, "a policy");
const allow = (Action: string | string[], Resource: string | string[] = "*") => ({ Effect: "Allow", Action, Resource });
const deny = (Action: string | string[], Resource: string | string[] = "*", more: object = {}) => ({
  Effect: "Deny",
  Action,
  Resource,
  ...more,
});
const granted = (...statements: object[]) => namesOf(grantedActions([policy(...statements)], space), space);

describe("actions that policies allow", () => {
  test("on some resource count, each once, by service and then by name", () => {
    expect(granted(allow("sqs:SendMessage", "arn:aws:sqs:*:*:a"), allow(["sqs:SendMessage", "sns:Publish", "sqs:ListQueues"]))).toEqual([
      "sns:Publish",
      "sqs:ListQueues",
      "sqs:SendMessage",
    ]);
  });

  test.each<[string, readonly object[], readonly string[]]>([
    ["a deny of everything", [deny("sqs:SendMessage")], []],
    ["a deny of the same resource", [deny("sqs:SendMessage", "arn:aws:sqs:*:*:a")], []],
    ["a deny of a wider pattern", [deny("sqs:*", "arn:aws:sqs:*:*:*")], []],
    ["a deny of another resource", [deny("sqs:SendMessage", "arn:aws:sqs:*:*:b")], ["sqs:SendMessage"]],
    ["a deny of another action", [deny("sqs:ListQueues")], ["sqs:SendMessage"]],
    [
      "a deny under a condition, which may not hold",
      [deny("sqs:SendMessage", "*", { Condition: { Bool: { "aws:SecureTransport": "false" } } })],
      ["sqs:SendMessage"],
    ],
    [
      "a deny of all but a resource",
      [{ Effect: "Deny", Action: "sqs:SendMessage", NotResource: "arn:aws:sqs:*:*:b" }],
      ["sqs:SendMessage"],
    ],
  ])("are those that are left by %s", (_, denies, expected) => {
    expect(granted(allow("sqs:SendMessage", "arn:aws:sqs:*:*:a"), ...denies)).toEqual(expected);
  });

  test("on two resources are left by a deny of one of them", () => {
    const two = allow("sqs:SendMessage", ["arn:aws:sqs:*:*:a", "arn:aws:sqs:*:*:b"]);
    expect(granted(two, deny("sqs:SendMessage", "arn:aws:sqs:*:*:a"))).toEqual(["sqs:SendMessage"]);
    expect(granted(two, deny("sqs:SendMessage", "arn:aws:sqs:*:*:a"), deny("sqs:SendMessage", "arn:aws:sqs:*:*:b"))).toEqual([
      "sqs:SendMessage",
    ]);
    expect(granted(two, deny("sqs:SendMessage", ["arn:aws:sqs:*:*:a", "arn:aws:sqs:*:*:b"]))).toEqual([]);
  });
});

test("two sets of policies are compared action by action", () => {
  const { kept, removed, added } = diffActions(
    [policy(allow(["sqs:SendMessage", "sqs:ListQueues"]))],
    [policy(allow(["sqs:SendMessage", "sns:Publish"]))],
    catalogue,
  );
  expect([kept, removed, added].map((set) => namesOf(set, space))).toEqual([["sqs:SendMessage"], ["sqs:ListQueues"], ["sns:Publish"]]);
});

describe("actions by level", () => {
  const levels = (...actions: string[]) => countByLevel(grantedActions([policy(allow(actions))], space), space);

  test("are counted for each service, the gravest level first (Service Authorization Reference, Amazon SQS and SNS)", () => {
    expect(GRAVEST_FIRST).toEqual(["Permissions management", "Write", "Tagging", "Read", "List"]);
    expect(
      levels(
        "sqs:AddPermission",
        "sqs:SendMessage",
        "sqs:DeleteMessage",
        "sqs:TagQueue",
        "sqs:ReceiveMessage",
        "sns:ListTopics",
        "sns:Publish",
      ),
    ).toEqual([
      { service: "sns", counts: [0, 1, 0, 0, 1] },
      { service: "sqs", counts: [1, 2, 1, 1, 0] },
    ]);
  });

  test("of a whole service are as many as one by one", () => {
    const [whole] = levels("sqs:*");
    const names = granted(allow("sqs:*"));
    const by = GRAVEST_FIRST.map((level) => names.filter((name) => catalogue.find(name)?.level === level).length);
    expect(whole).toEqual({ service: "sqs", counts: by });
    expect(names.length).toBeGreaterThan(10);
  });
});
