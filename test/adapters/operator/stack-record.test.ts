import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test } from "vitest";
import { reviewItem } from "#adapters/aws/review-item.ts";
import { stackRecord } from "#adapters/operator/stack-record.ts";
import { aReview } from "#test/adapters/a-review.ts";

const dynamodb = mockClient(DynamoDBClient);
afterEach(() => dynamodb.reset());

test("a stack's record is the reviews of every page, the oldest first, and nothing else that the table holds", async () => {
  const later = reviewItem(aReview("r2", "Later", "applied", "2026-11-03T00:00:00.000Z"));
  const earlier = reviewItem(aReview("r1", "Earlier", "waiting", "2026-11-02T00:00:00.000Z"));
  const entry = { pk: { S: "REVIEW#r1" }, sk: { S: "JOURNAL#1" }, entry: { S: "{}" } };
  dynamodb.on(ScanCommand).callsFake(({ TableName, ExclusiveStartKey, ExpressionAttributeValues }) => {
    const page = ExclusiveStartKey ? [earlier] : [later, entry];
    const Items = page.filter(({ sk }) => sk?.S === ExpressionAttributeValues?.[":sk"]?.S);
    return TableName === "reviews" ? { Items, ...(ExclusiveStartKey ? {} : { LastEvaluatedKey: { pk: { S: "REVIEW#r2" } } }) } : {};
  });
  const record = stackRecord("reviews", { profile: undefined, region: "eu-west-1" });
  expect((await record.all()).map(({ id }) => id)).toEqual(["r1", "r2"]);
  record.close();
});
