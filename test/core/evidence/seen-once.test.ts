import { expect, test } from "vitest";
import { seenOnce } from "#core/evidence/seen-once.ts";
import type { Wanted } from "#core/evidence/wanted.ts";
import type { ActivityEntry } from "#core/usage/activity.ts";
import { asAction } from "#test/names.ts";

const queue = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
const entry = (action: string, counts: Readonly<Record<string, number>>, more: Partial<ActivityEntry> = {}): ActivityEntry => ({
  action: asAction(action),
  count: 1,
  resources: Object.entries(counts).map(([arn, count]) => ({ arn, count })),
  withoutResource: 0,
  regions: [],
  accounts: [],
  via: [],
  ...more,
});
const named = (action: string, resources: readonly string[], kind: "seen" | "implied" = "seen") =>
  ({ action, resources, evidence: { action, kind } }) as unknown as Wanted;
const found = (entries: readonly ActivityEntry[], wanted: readonly Wanted[]) =>
  seenOnce(entries, wanted).map(({ action, on }) => [action, on]);

const ONE = { [queue("a")]: 1 };

test.each<[string, readonly ActivityEntry[], readonly Wanted[], readonly unknown[]]>([
  ["one call on one queue", [entry("sqs:SendMessage", ONE)], [named("sqs:SendMessage", [queue("a")])], [["sqs:SendMessage", [queue("a")]]]],
  [
    "one call on each of two queues",
    [entry("sqs:SendMessage", { [queue("b")]: 1, [queue("a")]: 1 })],
    [named("sqs:SendMessage", [queue("a"), queue("b")])],
    [["sqs:SendMessage", [queue("a"), queue("b")]]],
  ],
  ["two calls on one queue", [entry("sqs:SendMessage", { [queue("a")]: 2 })], [named("sqs:SendMessage", [queue("a")])], []],
  [
    "one of two queues used again",
    [entry("sqs:SendMessage", { [queue("a")]: 1, [queue("b")]: 2 })],
    [named("sqs:SendMessage", [queue("a"), queue("b")])],
    [],
  ],
  [
    "a queue used again by another action",
    [entry("sqs:SendMessage", ONE), entry("sqs:ReceiveMessage", { [queue("a")]: 3 })],
    [named("sqs:SendMessage", [queue("a")]), named("sqs:ReceiveMessage", [queue("a")])],
    [],
  ],
  ["a queue that is named by a pattern", [entry("sqs:SendMessage", ONE)], [named("sqs:SendMessage", [queue("*")])], []],
  ["an example that is a pattern itself", [entry("sqs:SendMessage", { [queue("a*")]: 1 })], [named("sqs:SendMessage", [queue("a*")])], []],
  [
    "an action that is implied by another",
    [entry("sqs:SendMessage", ONE, { impliedBy: ["x"] })],
    [named("sqs:SendMessage", [queue("a")])],
    [],
  ],
  ["an action that is kept for another reason", [entry("sqs:SendMessage", ONE)], [named("sqs:SendMessage", [queue("a")], "implied")], []],
  ["a call without a resource", [entry("sqs:SendMessage", {})], [named("sqs:SendMessage", [queue("a")])], []],
  [
    "a type that was seen once beside one that was used again",
    [entry("s3:GetObject", { "arn:aws:s3:::b/k": 1, [queue("a")]: 2 })],
    [named("s3:GetObject", ["arn:aws:s3:::b/k", queue("a")])],
    [["s3:GetObject", ["arn:aws:s3:::b/k"]]],
  ],
])("what rests on a single example: %s", (_, entries, wanted, expected) => {
  expect(found(entries, wanted)).toEqual(expected);
});
