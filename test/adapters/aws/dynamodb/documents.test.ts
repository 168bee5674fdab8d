import { createHash } from "node:crypto";
import { brotliCompressSync, constants } from "node:zlib";
import {
  type AttributeValue,
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test, vi } from "vitest";
import { documentsOfReviews, dynamodbDocuments } from "#adapters/aws/dynamodb/documents.ts";
import { RecordUnreadableError } from "#core/review/errors.ts";
import type { GenerationResult } from "#core/review/ports/access-analyzer.ts";
import { approvedAccount, REVIEW_ID } from "#test/core/review/change/account.ts";
import { founding } from "#test/core/review/change/scenarios.ts";
import { fakeDynamoDb } from "#test/fakes/dynamodb.ts";

type Item = Record<string, AttributeValue>;
const NOW = "2026-11-28T10:00:00.000Z";

function emptyTable() {
  const client = fakeDynamoDb();
  const documents = dynamodbDocuments({ name: "table", client }, { now: () => NOW });
  const items = async (of = "r"): Promise<readonly Item[]> => {
    const values = { ":pk": { S: `REVIEW#${of}` }, ":prefix": { S: "" } };
    return (await client.send(new QueryCommand({ TableName: "table", ExpressionAttributeValues: values }))).Items ?? [];
  };
  const put = (Item: Item) => client.send(new PutItemCommand({ TableName: "table", Item }));
  let between: () => Promise<void> = async () => {};
  let batches = 0;
  const send = client.send.bind(client);
  vi.spyOn(client, "send").mockImplementation(async (command) => {
    if (command instanceof BatchGetItemCommand && ++batches === 2) await between();
    return await send(command);
  });
  return {
    ...documents,
    items,
    put,
    many: (ids: readonly string[]) => documentsOfReviews({ name: "table", client }, ids, "evidence"),
    /** Is done once, before the second of the batches that are read. */
    beforeParts: (work: () => Promise<void>) => {
      between = work;
    },
  };
}

/** Of a text that hardly gets smaller when it is compressed. */
function evidence(characters: number, seed = "a"): GenerationResult {
  const blocks = Array.from({ length: Math.ceil(characters / 88) }, (_, index) =>
    createHash("sha512").update(`${seed}${index}`).digest("base64"),
  );
  return { kind: "documents", documents: [blocks.join("").slice(0, characters)], isComplete: true };
}

const parts = (items: readonly Item[]) => items.filter(({ sk }) => sk?.S?.startsWith("PART#"));

test("a document of many parts is what it was, and no item is larger than DynamoDB takes", async () => {
  const { putDocument, document, items } = emptyTable();
  const given = evidence(2_000_000);
  await putDocument("r", "evidence", given);
  expect(await document("r", "evidence")).toEqual(given);
  const sizes = parts(await items()).map(({ data }) => data?.B?.length ?? 0);
  expect(sizes.length).toBeGreaterThan(3);
  expect(Math.max(...sizes)).toBeLessThan(400_000);
});

test("parts are named so that the tenth comes after the ninth", async () => {
  const { putDocument, items } = emptyTable();
  await putDocument("r", "evidence", evidence(400_000));
  expect(parts(await items()).map(({ sk }) => sk?.S?.replace(/^PART#evidence#[0-9a-f]{64}#/, ""))).toEqual(["0000"]);
});

test("written again as it is it stays, and written otherwise it leaves nothing behind", async () => {
  const { putDocument, document, items } = emptyTable();
  const [first, second] = [evidence(1_000_000), evidence(10, "b")];
  await putDocument("r", "evidence", first);
  await putDocument("r", "evidence", first);
  expect(await document("r", "evidence")).toEqual(first);
  await putDocument("r", "evidence", second);
  expect(await document("r", "evidence")).toEqual(second);
  expect(parts(await items())).toHaveLength(1);
});

test("of many reviews, each has its own document of the name, whether of one part or of several, and who has none is left out", async () => {
  const { putDocument, many } = emptyTable();
  const [small, large, other] = [evidence(10), evidence(1_000_000, "b"), evidence(10, "c")];
  await putDocument("small", "evidence", small);
  await putDocument("large", "evidence", large);
  await putDocument("unasked", "evidence", other);
  expect([...(await many(["large", "none", "small"]))]).toEqual([
    ["large", large],
    ["small", small],
  ]);
});

test("of many reviews, one whose document is replaced between its head and its parts is read anew", async () => {
  const { putDocument, many, beforeParts } = emptyTable();
  const [first, second] = [evidence(10), evidence(20, "b")];
  await putDocument("r", "evidence", first);
  beforeParts(() => putDocument("r", "evidence", second));
  expect([...(await many(["r"]))]).toEqual([["r", second]]);
});

test("one that was never written is none", async () => {
  expect(await emptyTable().document("r", "evidence")).toBeUndefined();
});

test("what was seen in the logs expires after 400 days, head and parts alike", async () => {
  const { putDocument, items } = emptyTable();
  await putDocument("r", "evidence", evidence(10));
  const inSeconds = String(Date.parse("2028-01-02T10:00:00.000Z") / 1000);
  expect((await items()).map(({ expiresAt }) => expiresAt?.N)).toEqual([inSeconds, inSeconds]);
});

test.each(["before", "proposal"] as const)("what a restore needs never expires: %s", async (name) => {
  const { store, before, proposal } = await approvedAccount(founding);
  const { putDocument, document, items } = emptyTable();
  await putDocument(REVIEW_ID, name, name === "before" ? before : proposal);
  expect(await document(REVIEW_ID, name)).toEqual(await store.document(REVIEW_ID, name));
  const kept = await items(REVIEW_ID);
  expect(kept.length).toBeGreaterThan(1);
  expect(kept.filter(({ expiresAt }) => expiresAt !== undefined)).toEqual([]);
});

test("parts that somebody changed are not read", async () => {
  const { putDocument, document, items, put } = emptyTable();
  await putDocument("r", "evidence", evidence(10));
  const [part] = parts(await items());
  await put({ ...part, data: { B: brotliCompressSync("{}") } });
  await expect(document("r", "evidence")).rejects.toThrow(RecordUnreadableError);
});

test.each([
  ["evidence", 65],
  ["proposal", 13],
  ["before", 13],
] as const)("a few bytes that become more than any document are not read: %s", async (name, megabytes) => {
  const { document, put } = emptyTable();
  const bytes = brotliCompressSync(Buffer.alloc(megabytes * 1024 * 1024), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  const hash = createHash("sha256").update(bytes).digest("hex");
  await put({ pk: { S: "REVIEW#r" }, sk: { S: `DOCUMENT#${name}` }, hash: { S: hash }, parts: { N: "1" } });
  await put({ pk: { S: "REVIEW#r" }, sk: { S: `PART#${name}#${hash}#0000` }, data: { B: bytes } });
  expect(bytes.length).toBeLessThan(20_000);
  const read = document("r", name);
  await expect(read).rejects.toThrow(RecordUnreadableError);
  await expect(read).rejects.toThrow("larger than");
});

test("of parts without end, no more are read than a document has", async () => {
  const client = new DynamoDBClient({ region: "us-east-1" });
  const mock = mockClient(client);
  mock.on(GetItemCommand).resolves({ Item: { hash: { S: "h" }, parts: { N: "100000" } } });
  // DynamoDB gives at most 1 MB at a time (Developer Guide, "Paginating table query results").
  const page = Array.from({ length: 3 }, () => ({ data: { B: new Uint8Array(350_000) } }));
  mock.on(QueryCommand).resolves({ Items: page, LastEvaluatedKey: { pk: { S: "REVIEW#r" } } });
  const { document } = dynamodbDocuments({ name: "table", client }, { now: () => NOW });
  await expect(document("r", "proposal")).rejects.toThrow(RecordUnreadableError);
  expect(mock.commandCalls(QueryCommand).length).toBeLessThan(20);
});

test("of many reviews, no more parts are asked for than a document has", async () => {
  const client = new DynamoDBClient({ region: "us-east-1" });
  const mock = mockClient(client);
  const head = { pk: { S: "REVIEW#r" }, hash: { S: "h" }, parts: { N: "100000" } };
  mock
    .on(BatchGetItemCommand)
    .resolvesOnce({ Responses: { table: [head] } })
    .resolves({ Responses: { table: [] } });
  mock.on(GetItemCommand).resolves({ Item: head });
  mock.on(QueryCommand).resolves({ Items: [] });
  await expect(documentsOfReviews({ name: "table", client }, ["r"], "proposal")).rejects.toThrow(RecordUnreadableError);
  expect(mock.commandCalls(BatchGetItemCommand).length).toBeLessThan(5);
});
