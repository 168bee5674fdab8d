import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { dynamodbSignOuts } from "#adapters/aws/dynamodb/sign-outs.ts";

const aws = mockClient(DynamoDBClient);
const signOuts = dynamodbSignOuts("reviews", new DynamoDBClient({}));
const key = { pk: { S: "SESSION#abc" }, sk: { S: "SESSION" } };

beforeEach(() => aws.reset());

test("notes an ended session until it would be over by itself", async () => {
  aws.on(PutItemCommand).resolves({});
  await signOuts.end("abc", "2026-11-01T01:00:00.500Z");
  expect(aws.call(0).args[0].input).toEqual({ TableName: "reviews", Item: { ...key, expiresAt: { N: "1793494801" } } });
});

test.each([
  ["ended", { Item: key }, true],
  ["not ended", {}, false],
])("a session that is %s", async (_, answer, expected) => {
  aws.on(GetItemCommand).resolves(answer);
  expect(await signOuts.isEnded("abc")).toBe(expected);
  expect(aws.call(0).args[0].input).toMatchObject({ TableName: "reviews", Key: key });
});
