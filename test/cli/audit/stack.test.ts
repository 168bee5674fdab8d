import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { EMPTY_CHAIN, nextEntry } from "#core/review/audit/chain.ts";
import { sha256Hex } from "#core/review/hash.ts";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";

const AT = "2026-11-20T10:00:00.000Z";
const WRITTEN = '{"kind":"journal-entry","as":"Whittle wrote it"}';
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const signer = { sign: async (text: string) => sign("sha256", Buffer.from(text), pair.privateKey).toString("base64") };

const cloudFormation = mockClient(CloudFormationClient);
const tables = mockClient(DynamoDBClient);
const keys = mockClient(KMSClient);
/** What the table says is its last entry. */
let last: { readonly sequence: number; readonly hash: string };

beforeAll(async () => {
  vi.stubEnv("AWS_REGION", "eu-west-1");
  const outputs = {
    ReviewCycleArn: "arn:aws:states:eu-west-1:111122223333:stateMachine:cycle",
    ReviewTableName: "reviews",
    AuditTableName: "audit",
    AuditKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
  };
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [
      {
        StackName: "whittle",
        CreationTime: new Date(AT),
        StackStatus: "CREATE_COMPLETE",
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });
  keys.on(GetPublicKeyCommand).resolves({ PublicKey: pair.publicKey.export({ format: "der", type: "spki" }) });
  const record = sha256Hex(WRITTEN);
  const event = { kind: "journal", entry: "break-glass" } as const;
  const draft = { id: "e0", at: AT, reviewId: "r1", place: "JOURNAL#00000001", record, event };
  const entry = await nextEntry(signer, EMPTY_CHAIN, draft, AT);
  const stored = { pk: { S: "ENTRY#000000000001" }, sk: { S: "ENTRY" }, entry: { S: JSON.stringify(entry) } };
  tables.on(ScanCommand, { TableName: "audit" }).resolves({ Items: [stored] });
  last = entry;
  tables.on(GetItemCommand).callsFake(() => ({ Item: { entryNumber: { N: String(last.sequence) }, hash: { S: last.hash } } }));
});
afterAll(() => vi.unstubAllEnvs());

/** The table of reviews holds this text where the trail tells of one, and `more` behind it. */
function recordHolding(text: string | undefined, more: readonly string[] = []): void {
  const items = [text, ...more].flatMap((each, index) =>
    each === undefined ? [] : [{ pk: { S: "REVIEW#r1" }, sk: { S: `JOURNAL#0000000${index + 1}` }, entry: { S: each } }],
  );
  tables.on(ScanCommand, { TableName: "reviews" }).resolves({ Items: items });
}

describe("whittle audit verify, of a stack whose trail is whole", () => {
  test("ends with exit code 0 where the record is as the trail tells it", async () => {
    recordHolding(WRITTEN);
    const { code, out } = await whittle("audit", "verify");
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("none changed, removed or reordered") });
  });

  test.each([
    ["says that a later entry was the last", 2, "f".repeat(64)],
    ["says that another entry was the last", 1, "f".repeat(64)],
  ])("ends with exit code 1 where the table %s: the end of the trail was cut off", async (_, sequence, hash) => {
    recordHolding(WRITTEN);
    const before = last;
    last = { sequence, hash };
    const text = await whittle("audit", "verify");
    const asJson = await whittle("audit", "verify", "--format", "json");
    last = before;
    expect([text.code, text.out]).toEqual([1, expect.stringContaining(`The trail ends at entry 1, and its table says ${sequence}`)]);
    expect([asJson.code, JSON.parse(asJson.out)]).toEqual([1, { ok: false, because: "cut", end: { sequence, hash } }]);
  });

  test("verifies with the key that is named, in the place of the stack's", async () => {
    recordHolding(WRITTEN);
    const key = join(temporaryFolder(), "key.pem");
    const written = (publicKey: KeyObject) => writeFileSync(key, publicKey.export({ format: "pem", type: "spki" }));
    written(pair.publicKey);
    expect((await whittle("audit", "verify", "--key", key)).code).toBe(0);
    written(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey);
    expect(await whittle("audit", "verify", "--key", key)).toMatchObject({ code: 1, out: expect.stringContaining("its signature") });
  });

  test.each([
    ["holds something else", `${WRITTEN} `, "record-changed"],
    ["has lost it", undefined, "record-removed"],
  ])("ends with exit code 1 where the record %s, and names the entry", async (_, text, because) => {
    recordHolding(text);
    const { code, out } = await whittle("audit", "verify");
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining("The record does not match entry 1") });
    const asJson = await whittle("audit", "verify", "--format", "json");
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.out)).toMatchObject({ ok: false, because });
  });

  test("ends with exit code 1 where the record holds what no entry tells of, as where the end of the trail was cut off", async () => {
    const applied = (hour: string) => JSON.stringify({ kind: "break-glass", at: `2026-11-21T${hour}:00:00.000Z` });
    recordHolding(WRITTEN, [applied("10"), applied("11")]);
    const { code, out } = await whittle("audit", "verify");
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining("written 2026-11-21 10:00 UTC, and 1 more") });
    const asJson = await whittle("audit", "verify", "--format", "json");
    expect([asJson.code, JSON.parse(asJson.out)]).toMatchObject([
      1,
      { ok: false, because: "untold", untold: { place: "JOURNAL#00000002" } },
    ]);
  });
});
