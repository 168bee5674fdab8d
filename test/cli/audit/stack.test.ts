import { generateKeyPairSync, sign } from "node:crypto";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { EMPTY_CHAIN, nextEntry } from "#core/review/audit/chain.ts";
import { sha256Hex } from "#core/review/hash.ts";
import { whittle } from "../in-process.ts";

const AT = "2026-11-20T10:00:00.000Z";
const WRITTEN = '{"kind":"journal-entry","as":"Whittle wrote it"}';
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const signer = { sign: async (text: string) => sign("sha256", Buffer.from(text), pair.privateKey).toString("base64") };

const cloudFormation = mockClient(CloudFormationClient);
const tables = mockClient(DynamoDBClient);
const keys = mockClient(KMSClient);

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
  const record = await sha256Hex(WRITTEN);
  const event = { kind: "journal", entry: "break-glass" } as const;
  const draft = { id: "e0", at: AT, reviewId: "r1", place: "JOURNAL#00000001", record, event };
  const entry = await nextEntry(signer, EMPTY_CHAIN, draft, AT);
  const stored = { pk: { S: "ENTRY#000000000001" }, sk: { S: "ENTRY" }, entry: { S: JSON.stringify(entry) } };
  tables.on(ScanCommand, { TableName: "audit" }).resolves({ Items: [stored] });
  tables.on(GetItemCommand).resolves({ Item: { entryNumber: { N: "1" }, hash: { S: entry.hash } } });
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
