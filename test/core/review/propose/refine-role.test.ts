import { describe, expect, test } from "vitest";
import type { ProposeInput } from "#core/review/propose/propose-input.ts";
import { refineRole, type Widening } from "#core/review/propose/refine-role.ts";
import { selectPolicies } from "#core/review/selection.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { activityIn } from "./asking.ts";
import { roleWith } from "./roles.ts";

const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const role = roleWith(["AmazonDynamoDBFullAccess", "AmazonS3FullAccess"]);
const table = (name: string) => `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}`;
const BUCKET = { event: "s3:GetBucketPolicy", request: { bucketName: "reports" } };

function refined(
  calls: Parameters<typeof activityIn>[0],
  { widenings = [], ...more }: Partial<ProposeInput> & { readonly widenings?: readonly Widening[] } = {},
) {
  const activity = activityIn(calls, role.arn);
  const input = { review: { id: "r", window }, role, roleFingerprint: "f", activity, keep: [], proposedAt: window.to, catalogue, ...more };
  const { policies, known, questions, choices } = refineRole(input, selectPolicies(role), widenings);
  const resourcesOf = (action: string) =>
    policies.refined.flatMap(({ statements }) =>
      statements.filter(({ actions }) => actions.patterns.includes(action)).flatMap(({ resources }) => resources.patterns),
    );
  const wantedOf = (action: string) => known.wanted.filter((want) => want.action === action).flatMap(({ resources }) => resources);
  return { resourcesOf, wantedOf, questions, open: choices?.questions.map(({ question }) => question) ?? [] };
}

describe("names that vary are granted by a pattern,", () => {
  const calls = ["orders-1", "orders-2", "refunds"].map((tableName) => ({ event: "dynamodb:DescribeTable", request: { tableName } }));
  const update = { event: "dynamodb:UpdateTable", request: { tableName: "orders-1" } };

  test("and the names that it does not cover stay", () => {
    const { resourcesOf } = refined([...calls, update], {
      widenings: [{ action: "dynamodb:DescribeTable", pattern: table("orders-*"), laterCalls: 1 }],
    });
    expect(resourcesOf("dynamodb:DescribeTable").toSorted()).toEqual([table("orders-*"), table("refunds")]);
    expect(resourcesOf("dynamodb:UpdateTable")).toEqual([table("orders-1")]);
  });

  test("also where one pattern covers some of them, and another some more", () => {
    const { wantedOf } = refined(calls, {
      widenings: ["orders-*", "ref*"].map((name) => ({ action: "dynamodb:DescribeTable", pattern: table(name), laterCalls: 1 })),
    });
    expect(wantedOf("dynamodb:DescribeTable")).toEqual([table("orders-*"), table("ref*")]);
  });

  test("but not by one that covers none of them", () => {
    const { resourcesOf } = refined(calls, {
      widenings: [{ action: "dynamodb:DescribeTable", pattern: table("invoices-*"), laterCalls: 1 }],
    });
    expect(resourcesOf("dynamodb:DescribeTable").toSorted()).toEqual(["orders-1", "orders-2", "refunds"].map(table));
  });
});

test("what an operator keeps of a question in part is granted, and the question is settled", () => {
  const asked = refined([BUCKET]);
  const question = asked.questions.find(({ actions }) => actions.includes("s3:GetObject"));
  if (!question) throw new Error("Nobody is asked about objects.");
  expect([asked.open.includes(question.id), asked.resourcesOf("s3:GetObject")]).toEqual([true, []]);

  const answered = refined([BUCKET], { answers: { keep: ["s3:GetObject"], remove: [] } });
  expect(answered.resourcesOf("s3:GetObject")).not.toEqual([]);
  expect(answered.resourcesOf("s3:PutObject")).toEqual([]);
  expect(answered.open).not.toContain(question.id);
});
