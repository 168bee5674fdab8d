import { describe, expect, test } from "vitest";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { readRoleItem, updateRole } from "#adapters/aws/dynamodb/role-item.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { fakeDynamoDb } from "#test/fakes/dynamodb.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { roleHistoryContract } from "./role-history.ts";

describe("what is known of a role, on the fake record", () => roleHistoryContract(fakeReviewStore));
describe("what is known of a role, on the SQLite record", () => roleHistoryContract(() => sqliteReviewStore(":memory:")));
describe("what is known of a role, on the DynamoDB record", () =>
  roleHistoryContract(() => dynamodbReviewStore("reviews", { client: fakeDynamoDb() })));

describe("a role's item", () => {
  const settled = { settledAt: { S: "2026-11-01T00:00:00.000Z" } };

  test("without the time of its last try is read", () => {
    expect(readRoleItem("111122223333/A", settled)).toEqual({ role: "111122223333/A", settledAt: "2026-11-01T00:00:00.000Z" });
  });

  test("gets it with the next end, and is read with it", () => {
    const read = readRoleItem("111122223333/A", settled);
    const [item] = updateRole({ name: "table" }, read, { ...read, triedAt: "2026-12-01T00:00:00.000Z" });
    expect(item?.Update?.UpdateExpression).toBe("SET triedAt = :triedAt");
    expect(item?.Update?.ExpressionAttributeValues).toEqual({ ":triedAt": { S: "2026-12-01T00:00:00.000Z" } });
    expect(readRoleItem("111122223333/A", { ...settled, triedAt: { S: "2026-12-01T00:00:00.000Z" } }).triedAt).toBe(
      "2026-12-01T00:00:00.000Z",
    );
  });
});
