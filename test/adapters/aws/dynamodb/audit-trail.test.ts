import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { dynamodbAuditTrail } from "#adapters/aws/dynamodb/audit-trail.ts";
import type { Item } from "#adapters/aws/dynamodb/review-item.ts";
import { type AuditDraft, checkChain } from "#core/review/audit/chain.ts";

const aws = mockClient(DynamoDBClient);
const clock = { now: () => "2026-11-28T10:00:00.000Z" };
const trail = dynamodbAuditTrail("audit", { sign: async (text) => `signed ${text}` }, { client: new DynamoDBClient({}), clock });
const isSigned = (text: string, signature: string) => signature === `signed ${text}`;
let table = new Map<string, Item>();
/** What others do to the table just before the end of the chain is read. */
let before: () => void = () => {};

interface Put {
  readonly Item: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Item;
}

function isRefused({ Item, ConditionExpression, ExpressionAttributeValues: values }: Put): boolean {
  const there = table.get(Item.pk?.S ?? "");
  if (ConditionExpression === "attribute_not_exists(pk)") return there !== undefined;
  return ConditionExpression === "entryNumber = :end" && there?.entryNumber?.N !== values?.[":end"]?.N;
}

/** A table that keeps its conditions: a new item must not be there, and the chain must end where the writer read it. */
beforeEach(() => {
  aws.reset();
  table = new Map();
  before = () => {};
  aws.on(GetItemCommand).callsFake(({ Key }) => {
    if (Key.pk.S === "HEAD") before();
    return { Item: table.get(Key.pk.S) };
  });
  aws.on(TransactWriteItemsCommand).callsFake(({ TransactItems }) => {
    const puts: readonly Put[] = TransactItems.map(({ Put }: { readonly Put: Put }) => Put);
    const CancellationReasons = [{ Code: "ConditionalCheckFailed" }];
    if (puts.some(isRefused)) throw Object.assign(new Error("lost"), { name: "TransactionCanceledException", CancellationReasons });
    for (const { Item } of puts) table.set(Item.pk?.S ?? "", Item);
    return {};
  });
});

test("adds entries in one chain, whatever role they are of", async () => {
  const entries = [await trail.append(draft("a")), await trail.append(draft("b")), await trail.append(draft("c"))];
  expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  expect(checkChain(isSigned, entries)).toMatchObject({ ok: true, entries: 3 });
});

test("gives an entry that is there already back, and adds none", async () => {
  const first = await trail.append(draft("a"));
  await trail.append(draft("b"));
  expect(await trail.append(draft("a"))).toEqual(first);
  expect([...table.keys()].filter((key) => key.startsWith("ENTRY#"))).toHaveLength(2);
});

test("writes an id once, though another writer adds it between two readings", async () => {
  await trail.append(draft("a"));
  const ofAnother = await trail.append(draft("b"));
  const there = new Map(table);
  for (const key of ["ID#b", "ENTRY#000000000002"]) table.delete(key);
  table.set("HEAD", { ...there.get("HEAD"), entryNumber: { N: "1" } });
  before = () => {
    table = new Map(there);
    before = () => {};
  };
  expect(await trail.append(draft("b"))).toEqual(ofAnother);
  expect([...table.keys()].filter((key) => key.startsWith("ENTRY#"))).toHaveLength(2);
});

test("takes a place once where many write at once", async () => {
  const ids = Array.from({ length: 12 }, (_, index) => `e${index}`);
  const entries = await Promise.all([...ids, ...ids].map((id) => trail.append(draft(id))));
  const unique = [...new Map(entries.map((entry) => [entry.id, entry])).values()].sort((a, b) => a.sequence - b.sequence);
  expect(unique).toHaveLength(12);
  expect(checkChain(isSigned, unique)).toMatchObject({ ok: true, entries: 12 });
});

function draft(id: string): AuditDraft {
  return { id, at: clock.now(), reviewId: "r1", place: "REVIEW", event: { kind: "status", to: "generating" } };
}
