import { generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileVerifier, folderTrail, stackVerifier, tableTrail } from "#adapters/operator/audit-entries.ts";
import type { AuditEntry } from "#core/review/audit/chain.ts";

const dynamodb = mockClient(DynamoDBClient);
const kms = mockClient(KMSClient);
const ACCESS = { profile: undefined, region: "eu-west-1" };
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/audit";
let folder = "";

beforeEach(() => {
  dynamodb.reset();
  kms.reset();
  folder = mkdtempSync(join(tmpdir(), "whittle-audit-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the trail of a table", () => {
  test("holds the entries of every page in their order, and nothing else that the table holds", async () => {
    tableOf({ pages: [[entryItem(3), headItem(3), idItem(3)], [], [idItem(1), entryItem(1), entryItem(2)]], ends: [3, 3] });
    expect(await tableTrail("audit", ACCESS)).toEqual({ entries: [entry(1), entry(2), entry(3)], end: { sequence: 3, hash: "hash 3" } });
  });

  test("leaves out what was written while it was read, and ends where it ended before", async () => {
    tableOf({ pages: [[entryItem(1), entryItem(2), entryItem(3)]], ends: [1, 3] });
    expect(await tableTrail("audit", ACCESS)).toEqual({ entries: [entry(1)], end: { sequence: 1, hash: "hash 1" } });
  });

  test("keeps an entry that its end tells nothing of: somebody put it there", async () => {
    tableOf({ pages: [[entryItem(1), entryItem(2)]], ends: [1, 1] });
    expect((await tableTrail("audit", ACCESS)).entries).toEqual([entry(1), entry(2)]);
  });

  test("is empty where nothing was ever written", async () => {
    tableOf({ pages: [[]], ends: [0, 0] });
    expect(await tableTrail("audit", ACCESS)).toEqual({ entries: [], end: { sequence: 0, hash: "0".repeat(64) } });
  });

  test("is read as it is at that moment: an entry just written must not seem missing", async () => {
    tableOf({ pages: [[]], ends: [0, 0] });
    await tableTrail("audit", ACCESS);
    const asked = [...dynamodb.commandCalls(ScanCommand), ...dynamodb.commandCalls(GetItemCommand)].map(({ args: [{ input }] }) => input);
    expect(asked).toHaveLength(3);
    for (const input of asked) expect(input).toMatchObject({ TableName: "audit", ConsistentRead: true });
  });

  test("that cannot be read says what AWS answered about which table", async () => {
    dynamodb.rejects(Object.assign(new Error("no such table"), { name: "ResourceNotFoundException" }));
    await expect(tableTrail("audit", ACCESS)).rejects.toMatchObject({
      name: "AwsReadError",
      message: expect.stringMatching(/table audit.*no such table/s),
    });
  });

  test("names an entry that is none, in words of its own", async () => {
    tableOf({ pages: [[{ ...entryItem(1), entry: { S: "{}" } }]], ends: [1, 1] });
    await expect(tableTrail("audit", ACCESS)).rejects.toMatchObject({
      name: "RecordUnreadableError",
      message: expect.stringContaining("ENTRY#000000000001"),
    });
  });
});

describe("the trail of a folder", () => {
  test("holds the entries of all folders below in the order of their numbers, whatever the files are called", () => {
    mkdirSync(join(folder, "2026", "11"), { recursive: true });
    write("b.json", entry(2));
    write("2026/11/a.json", entry(10));
    write("2026/z.json", entry(1));
    writeFileSync(join(folder, "readme.txt"), "no entry");
    expect(folderTrail(folder)).toEqual({ entries: [entry(1), entry(2), entry(10)] });
  });

  test.each([
    ["a folder without entries", () => folder, /no entries of an audit trail/],
    ["a folder that is not there", () => join(folder, "none"), /cannot be read \(ENOENT/],
  ])("%s is refused", (_, place, message) => {
    expect(() => folderTrail(place())).toThrow(
      expect.objectContaining({ name: "UnusableFileError", message: expect.stringMatching(message) }),
    );
  });

  test("names the file that is no entry", () => {
    write("good.json", entry(1));
    writeFileSync(join(folder, "bad.json"), "{");
    expect(() => folderTrail(folder)).toThrow(
      expect.objectContaining({ name: "RecordUnreadableError", message: expect.stringContaining("bad.json") }),
    );
  });
});

describe.each([
  ["the key of a stack", stackKey],
  ["a PEM file", async (der: Uint8Array) => fileVerifier(pemFile(der))],
])("signatures checked with %s", (_, verifierFor) => {
  test("count where the key signed exactly this text", async () => {
    const [own, other] = [keyPair(), keyPair()];
    const verify = await verifierFor(own.der);
    expect(verify("entry", own.sign("entry"))).toBe(true);
    expect(verify("entry!", own.sign("entry"))).toBe(false);
    expect(verify("entry", other.sign("entry"))).toBe(false);
    expect(verify("entry", "no signature")).toBe(false);
  });
});

test("a key that cannot be read says which, and why", async () => {
  kms.rejects(Object.assign(new Error("you may not"), { name: "AccessDeniedException" }));
  await expect(stackVerifier(KEY, ACCESS)).rejects.toMatchObject({
    name: "AwsReadError",
    message: expect.stringMatching(/key arn:aws:kms.*you may not/s),
  });
});

test("a file that holds no key is refused", () => {
  const file = join(folder, "key.pem");
  writeFileSync(file, "no key");
  expect(() => fileVerifier(file)).toThrow(
    expect.objectContaining({ name: "UnusableFileError", message: expect.stringContaining("no public key in PEM form (") }),
  );
});

type Item = Record<string, { readonly S?: string; readonly N?: string }>;

/** A table of so many pages, whose end is told differently the first and the second time. DynamoDB filters what a page holds. */
function tableOf({ pages, ends }: { readonly pages: readonly Item[][]; readonly ends: readonly [number, number] }): void {
  const told = [...ends];
  dynamodb.on(GetItemCommand).callsFake(() => {
    const end = told.shift() ?? 0;
    return end === 0 ? {} : { Item: headItem(end) };
  });
  dynamodb.on(ScanCommand).callsFake(({ ExclusiveStartKey, FilterExpression, ExpressionAttributeValues }) => {
    const page = Number(ExclusiveStartKey?.pk.N ?? 0);
    const Items = (pages[page] ?? []).filter(({ sk }) => FilterExpression !== "sk = :sk" || sk?.S === ExpressionAttributeValues[":sk"].S);
    return { Items, ...(page + 1 < pages.length ? { LastEvaluatedKey: { pk: { N: String(page + 1) } } } : {}) };
  });
}

function entry(sequence: number): AuditEntry {
  const at = "2026-11-28T10:00:00.000Z";
  const event = { kind: "status", to: "generating" } as const;
  const id = `e${sequence}`;
  return {
    version: 1,
    sequence,
    previous: "x",
    id,
    at,
    recordedAt: at,
    reviewId: "r1",
    place: "REVIEW",
    event,
    hash: `hash ${sequence}`,
    signature: "s",
  };
}

function entryItem(sequence: number): Item {
  const pk = `ENTRY#${String(sequence).padStart(12, "0")}`;
  return { pk: { S: pk }, sk: { S: "ENTRY" }, entry: { S: JSON.stringify(entry(sequence)) } };
}

function headItem(sequence: number): Item {
  return { pk: { S: "HEAD" }, sk: { S: "HEAD" }, entryNumber: { N: String(sequence) }, hash: { S: `hash ${sequence}` } };
}

function idItem(sequence: number): Item {
  return { pk: { S: `ID#e${sequence}` }, sk: { S: "ID" }, entryNumber: { N: String(sequence) } };
}

function write(name: string, content: AuditEntry): void {
  writeFileSync(join(folder, name), JSON.stringify(content));
}

/** As KMS makes them for ECDSA_SHA_256. */
function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  return {
    der: publicKey.export({ type: "spki", format: "der" }),
    sign: (text: string) => sign("sha256", Buffer.from(text), privateKey).toString("base64"),
  };
}

function stackKey(der: Uint8Array) {
  kms.on(GetPublicKeyCommand, { KeyId: KEY }).resolves({ PublicKey: der });
  return stackVerifier(KEY, ACCESS);
}

function pemFile(der: Uint8Array): string {
  const file = join(folder, "key.pem");
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  writeFileSync(file, ["-----BEGIN PUBLIC KEY-----", ...lines, "-----END PUBLIC KEY-----", ""].join("\n"));
  return file;
}
