import { expect, test } from "vitest";
import type { Item } from "#adapters/aws/dynamodb/review-item.ts";
import { readRoleItem, updateRole } from "#adapters/aws/dynamodb/role-item.ts";

const table = { name: "reviews" };
const lease = (token: string, reviewId: string, by = "worker-1"): Item => ({
  fencingToken: { N: token },
  changingReviewId: { S: reviewId },
  changingBy: { S: by },
  changingAt: { S: "2026-11-24T09:00:00.000Z" },
});
const free: Item = { openReviewId: { S: "one" } };
const held: Item = { ...free, ...lease("3", "one") };

/** Would DynamoDB write it over this item? Knows `name = :value` and `attribute_not_exists(name)`, joined by AND. */
function isWritten(read: Item, now: Item): boolean {
  const was = readRoleItem("111122223333/MyRole", read);
  const next = { ...was, lease: { fencingToken: 9, holder: { reviewId: "one", by: "worker-1", at: "2026-11-24T10:00:00.000Z" } } };
  const [write] = updateRole(table, was, next);
  const { ConditionExpression = "", ExpressionAttributeValues = {} } = write?.Update ?? {};
  return ConditionExpression.split(" AND ").every((condition) => {
    const [, absent = "", name = "", value = ""] = /^(?:attribute_not_exists\((\w+)\)|(\w+) = (:\w+))$/.exec(condition) ?? [];
    if (absent !== "") return now[absent] === undefined;
    return name !== "" && JSON.stringify(now[name]) === JSON.stringify(ExpressionAttributeValues[value]);
  });
}

test.each<[string, Item, Item]>([
  ["another review opened", free, { openReviewId: { S: "two" } }],
  ["its review closed", free, {}],
  ["another review began to change the role", free, { ...free, ...lease("1", "two") }],
  ["another review took its place", held, { ...free, ...lease("3", "two") }],
  ["another step of the same review took its place", held, { ...free, ...lease("3", "one", "worker-2") }],
  ["the role was changed and given free again", held, { ...held, fencingToken: { N: "4" } }],
])("a role's item is not written where, since it was read, %s", (_, read, now) => {
  expect(isWritten(read, read)).toBe(true);
  expect(isWritten(read, now)).toBe(false);
});

test("what a role no longer has is removed from its item, and the rest is left alone", () => {
  const was = readRoleItem("111122223333/MyRole", { ...held, settledAt: { S: "2026-10-01T00:00:00.000Z" } });
  const { openReviewId: _, ...next } = { ...was, lease: { fencingToken: 3 }, triedAt: "2026-11-24T10:00:00.000Z" };
  const [write] = updateRole(table, was, next);
  expect(write?.Update?.UpdateExpression?.split(" REMOVE ").map((part) => part.split(/,? /).sort())).toEqual([
    [":triedAt", "=", "SET", "triedAt"],
    ["changingAt", "changingBy", "changingReviewId", "openReviewId"],
  ]);
  expect(updateRole(table, was, was)).toEqual([]);
});
