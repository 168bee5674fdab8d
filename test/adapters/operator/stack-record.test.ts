import { BatchGetItemCommand, DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test } from "vitest";
import { reviewItem } from "#adapters/aws/dynamodb/review-item.ts";
import { stackRecord } from "#adapters/operator/stack-record.ts";
import { aReview } from "#test/adapters/a-review.ts";

const dynamodb = mockClient(DynamoDBClient);
afterEach(() => dynamodb.reset());

const access = { profile: undefined, region: "eu-west-1" };

test("a stack's record is its open and ended reviews of every page, the oldest first, and one that ends meanwhile is there once", async () => {
  const waiting = aReview("r3", "Waiting", "waiting", "2026-11-04T00:00:00.000Z");
  const ended = aReview("r2", "Later", "settled", "2026-11-03T00:00:00.000Z");
  const earlier = aReview("r1", "Earlier", "settled", "2026-11-02T00:00:00.000Z");
  dynamodb.on(QueryCommand).callsFake(({ TableName, IndexName, ExpressionAttributeValues: values }) => {
    if (TableName !== "reviews" || IndexName !== "open") return {};
    if (values[":open"]) return { Items: [waiting, { ...ended, status: "applied" as const }].map(reviewItem) };
    if (values[":before"]?.S.endsWith("#r2")) return { Items: [reviewItem(earlier)] };
    return { Items: [reviewItem(ended)], LastEvaluatedKey: { pk: { S: "REVIEW#r2" } } };
  });
  const record = stackRecord("reviews", access);
  expect((await record.all()).map(({ id, status }) => [id, status])).toEqual([
    ["r1", "settled"],
    ["r2", "settled"],
    ["r3", "waiting"],
  ]);
  record.close();
});

test("documents of many reviews are asked for a hundred at a time", async () => {
  dynamodb.on(BatchGetItemCommand).resolves({ Responses: {} });
  const record = stackRecord("reviews", access);
  const ids = Array.from({ length: 250 }, (_, index) => `r${index}`);
  expect((await record.documents(ids, "proposal")).size).toBe(0);
  expect(dynamodb.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems?.reviews?.Keys?.length)).toEqual([
    100, 100, 50,
  ]);
  record.close();
});
