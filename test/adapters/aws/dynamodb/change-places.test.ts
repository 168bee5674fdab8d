import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { dynamodbChangePlaces } from "#adapters/aws/dynamodb/change-places.ts";
import { fakeDynamoDb } from "#test/fakes/dynamodb.ts";

const aws = mockClient(DynamoDBClient);
const places = dynamodbChangePlaces("reviews", 3, new DynamoDBClient({}));

beforeEach(() => aws.reset());

test("takes a place on a day in one write, which expires a month later", async () => {
  aws.on(UpdateItemCommand).resolves({});
  expect(await places.take("2026-11-27", "r1")).toBe(true);
  expect(aws.call(0).args[0].input).toMatchObject({
    TableName: "reviews",
    Key: { pk: { S: "CHANGES#2026-11-27" }, sk: { S: "CHANGES" } },
    ExpressionAttributeValues: { ":one": { SS: ["r1"] }, ":most": { N: "3" }, ":expiry": { N: "1798329600" } },
  });
});

test("gives as many places as there are on a day, and none beyond; who has one keeps it, however often it is taken", async () => {
  const table = dynamodbChangePlaces("reviews", 3, fakeDynamoDb());
  const take = (day: string, ids: readonly string[]) => Promise.all(ids.map((id) => table.take(day, id)));
  expect(await take("2026-11-27", ["r1", "r2", "r1", "r3", "r4"])).toEqual([true, true, true, true, false]);
  expect(await take("2026-11-27", ["r1", "r3", "r4"])).toEqual([true, true, false]);
  expect(await take("2026-11-28", ["r4"])).toEqual([true]);
});

test("says what failed otherwise", async () => {
  aws.on(UpdateItemCommand).rejects(Object.assign(new Error("slow down"), { name: "ThrottlingException" }));
  await expect(places.take("2026-11-27", "r1")).rejects.toMatchObject({ code: "throttled" });
});
