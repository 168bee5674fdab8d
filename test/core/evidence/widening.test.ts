import { expect, test } from "vitest";
import { isUnmaking } from "#core/evidence/varying.ts";
import { distinct, exact, widened } from "#core/evidence/widening.ts";

test("each pattern stands once, in order, for all the names that it was made from, with the reason where there is one", () => {
  expect(
    distinct([
      exact({ arn: "b", count: 9 }),
      widened("c*", "date", 3),
      exact({ arn: "a", count: 1 }),
      widened("c*", "date", 2),
      widened("b", "number", 4),
      exact({ arn: "a", count: 1 }),
    ]),
  ).toEqual([
    { pattern: "a", from: 2 },
    { pattern: "b", from: 5, because: "number" },
    { pattern: "c*", from: 5, because: "date" },
  ]);
  expect(distinct([])).toEqual([]);
});

test.each([
  ["sqs:DeleteQueue", true],
  ["ec2:TerminateInstances", true],
  ["ecs:DeregisterTaskDefinition", true],
  ["ec2:ReleaseAddress", true],
  ["sqs:PurgeQueue", true],
  ["sqs:CreateQueue", false],
  ["ec2:DescribeDeletedThings", false],
  ["iam:UndeleteRole", false],
])("%s leaves nothing of what it names: %s", (action, expected) => {
  expect(isUnmaking(action)).toBe(expected);
});
