import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, QueryCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { reviewItem } from "#adapters/aws/dynamodb/review-item.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { batchGet, getItem, key, queryPrefix, race, transact } from "#adapters/aws/dynamodb/table.ts";
import { ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { aReview } from "../../a-review.ts";

const aws = mockClient(DynamoDBClient);
const client = new DynamoDBClient({});
const table = { name: "reviews", client };

beforeEach(() => aws.reset());

describe("many items at once", () => {
  const keys = Array.from({ length: 130 }, (_, index) => key(`ROLE#${index}`, "ROLE"));

  test("what DynamoDB leaves for later is asked for again", async () => {
    aws.on(BatchGetItemCommand).callsFake(({ RequestItems }) => {
      const asked = RequestItems.reviews.Keys;
      return {
        Responses: { reviews: asked.slice(0, 40) },
        UnprocessedKeys: asked.length > 40 ? { reviews: { Keys: asked.slice(40) } } : {},
      };
    });
    const found = await batchGet(table, keys);
    expect(new Set(found.map(({ pk }) => pk?.S)).size).toBe(130);
    expect(aws.calls().every(({ args }) => JSON.stringify(args[0].input).includes('"ConsistentRead":true'))).toBe(true);
  });

  test("an account of 5,000 roles takes fifty calls, and none of them counts as throttled", async () => {
    aws.on(BatchGetItemCommand).callsFake(({ RequestItems }) => ({ Responses: { reviews: RequestItems.reviews.Keys } }));
    const many = Array.from({ length: 5000 }, (_, index) => key(`ROLE#${index}`, "ROLE"));
    expect(await batchGet(table, many)).toHaveLength(5000);
    expect(aws.calls()).toHaveLength(50);
  });

  test("a table that gives nothing for long is throttled", async () => {
    aws.on(BatchGetItemCommand).callsFake(({ RequestItems }) => ({ UnprocessedKeys: { reviews: { Keys: RequestItems.reviews.Keys } } }));
    await expect(batchGet(table, keys)).rejects.toThrow(ThrottledError);
  });
});

describe("what was just written is read", () => {
  test("of one item", async () => {
    aws.on(GetItemCommand).resolves({ Item: key("ROLE#a", "ROLE") });
    expect(await getItem(table, "ROLE#a", "ROLE")).toEqual(key("ROLE#a", "ROLE"));
    expect(aws.commandCalls(GetItemCommand)[0]?.args[0].input).toMatchObject({ Key: key("ROLE#a", "ROLE"), ConsistentRead: true });
  });

  test("of a partition, on every page", async () => {
    const [first, second] = [key("REVIEW#a", "JOURNAL#1"), key("REVIEW#a", "JOURNAL#2")];
    aws
      .on(QueryCommand)
      .resolvesOnce({ Items: [first], LastEvaluatedKey: first })
      .resolvesOnce({ Items: [second] });
    expect(await queryPrefix(table, "REVIEW#a", "JOURNAL#")).toEqual([first, second]);
    expect(aws.commandCalls(QueryCommand).map(({ args }) => args[0].input.ConsistentRead)).toEqual([true, true]);
  });

  test("of a partition that somebody filled, no more than is asked for, on no further page", async () => {
    const page = Array.from({ length: 5 }, (_, index) => key("REVIEW#a", `PART#${index}`));
    aws.on(QueryCommand).resolves({ Items: page, LastEvaluatedKey: page[4] ?? {} });
    expect(await queryPrefix(table, "REVIEW#a", "PART#", 3)).toEqual(page.slice(0, 3));
    expect(aws.calls()).toHaveLength(1);
  });
});

describe("a transaction", () => {
  const cancelled = (...codes: string[]) =>
    Object.assign(new Error("cancelled"), { name: "TransactionCanceledException", CancellationReasons: codes.map((Code) => ({ Code })) });

  test.each([["ConditionalCheckFailed"], ["TransactionConflict"]])("lost to %s is to be tried again", async (code) => {
    aws.on(TransactWriteItemsCommand).rejects(cancelled("None", code));
    expect(await transact(table, [])).toBe(false);
  });

  test.each([
    ["ThrottlingError", ThrottledError],
    ["ProvisionedThroughputExceeded", ThrottledError],
    ["ValidationError", ServiceFaultError],
  ])("stopped by %s is an error", async (code, expected) => {
    aws.on(TransactWriteItemsCommand).rejects(cancelled("None", code));
    await expect(transact(table, [])).rejects.toThrow(expected);
  });

  test("that went through says so", async () => {
    aws.on(TransactWriteItemsCommand).resolves({});
    expect(await transact(table, [])).toBe(true);
  });
});

test("a race is run again until it is won", async () => {
  let tries = 0;
  expect(await race(async () => (++tries < 4 ? undefined : "won"))).toBe("won");
  expect(tries).toBe(4);
});

test("a new review is written only where there is none of its id, and together with the role's item", async () => {
  aws.onAnyCommand().resolves({});
  expect(
    await dynamodbReviewStore("reviews", { client }).claim(aReview("one", "MyRole", "generating", "2026-11-24T09:00:00.000Z")),
  ).toMatchObject({ claimed: true });
  const [write] = aws.commandCalls(TransactWriteItemsCommand);
  const [review, role] = write?.args[0].input.TransactItems ?? [];
  expect(review?.Put?.ConditionExpression).toBe("attribute_not_exists(pk)");
  expect(role?.Update?.ConditionExpression).toContain("attribute_not_exists(openReviewId)");
});

test.each([
  ["cycle1", true],
  ["cycle2", false],
])(
  "a role whose review is open gets no other one; in the cycle that opened it, that one is its own again (%s)",
  async (cycleId, claimed) => {
    const open = { ...aReview("one", "MyRole", "generating", "2026-11-24T09:00:00.000Z"), cycleId: "cycle1" };
    aws.on(GetItemCommand, { Key: key("ROLE#123456789012/MyRole", "ROLE") }).resolves({ Item: { openReviewId: { S: "one" } } });
    aws.on(GetItemCommand, { Key: key("REVIEW#one", "REVIEW") }).resolves({ Item: reviewItem(open) });
    const next = { ...aReview("two", "MyRole", "generating", "2026-11-24T09:00:00.000Z"), cycleId };
    expect(await dynamodbReviewStore("reviews", { client }).claim(next)).toEqual({ reviewId: "one", claimed });
    expect(aws.commandCalls(TransactWriteItemsCommand)).toEqual([]);
  },
);

test("a review is written only where it still has the revision that was read", async () => {
  const review = { ...aReview("one", "MyRole", "generating", "2026-11-24T09:00:00.000Z"), revision: 4 };
  aws.on(GetItemCommand).resolves({ Item: reviewItem(review) });
  aws.on(TransactWriteItemsCommand).resolves({});
  await dynamodbReviewStore("reviews", { client }).update("one", "generate", { updatedAt: "2026-11-24T10:00:00.000Z" });
  const [write] = aws.commandCalls(TransactWriteItemsCommand);
  expect(write?.args[0].input.TransactItems?.[0]?.Put).toMatchObject({
    Item: { revision: { N: "5" } },
    ConditionExpression: "revision = :read",
    ExpressionAttributeValues: { ":read": { N: "4" } },
  });
});
