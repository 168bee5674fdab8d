import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { type AuditEntry, type AuditVerifier, type ChainEnd, withoutLater } from "#core/review/audit/chain.ts";
import { chainEnd, readAuditItem, readAuditText } from "../aws/dynamodb/audit-trail.ts";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { AwsReadError } from "../bucket/errors.ts";
import { UnusableFileError } from "../local/errors.ts";

/** A whole audit trail, in the order of its sequence. */
export interface AuditRecord {
  readonly entries: readonly AuditEntry[];
  /** Where the trail says that it ends; absent where only its entries are there. */
  readonly end?: ChainEnd;
}

/** The trail of a deployed stack. Reading needs dynamodb:Scan and dynamodb:GetItem. Throws AwsReadError, and RecordUnreadableError. */
export async function tableTrail(TableName: string, access: AwsAccess): Promise<AuditRecord> {
  const client = new DynamoDBClient(settingsOf(access));
  const onlyEntries = { FilterExpression: "sk = :sk", ExpressionAttributeValues: { ":sk": { S: "ENTRY" } }, ConsistentRead: true };
  const found: AuditEntry[] = [];
  try {
    const before = await chainEnd({ name: TableName, client });
    for await (const { Items = [] } of paginateScan({ client }, { TableName, ...onlyEntries })) found.push(...Items.map(readAuditItem));
    const after = await chainEnd({ name: TableName, client });
    return { entries: inOrder(withoutLater(found, { before, after })), end: before };
  } catch (error) {
    throw error instanceof Error && error.name === "RecordUnreadableError" ? error : new AwsReadError(`table ${TableName}`, error);
  } finally {
    client.destroy();
  }
}

/** The trail as it was copied to a bucket and from there to a folder: each `.json` file is one entry. Throws UnusableFileError, and RecordUnreadableError. */
export function folderTrail(folder: string): AuditRecord {
  const files = filesIn(folder).filter((file) => file.endsWith(".json"));
  if (files.length === 0) throw new UnusableFileError(folder, "it has no entries of an audit trail (files that end in .json).");
  return { entries: inOrder(files.map((file) => readAuditText(readFileSync(join(folder, file), "utf8"), file))) };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    throw new UnusableFileError(folder, `the folder cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  }
}

function inOrder(entries: readonly AuditEntry[]): readonly AuditEntry[] {
  return entries.toSorted((a, b) => a.sequence - b.sequence);
}

/** Checks signatures with the key of a stack. Needs kms:GetPublicKey. Throws AwsReadError. */
export async function stackVerifier(KeyId: string, access: AwsAccess): Promise<AuditVerifier> {
  const client = new KMSClient(settingsOf(access));
  try {
    const { PublicKey = new Uint8Array() } = await client.send(new GetPublicKeyCommand({ KeyId }));
    return verifierOf(createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" }));
  } catch (error) {
    throw new AwsReadError(`key ${KeyId}`, error);
  } finally {
    client.destroy();
  }
}

/** Checks signatures with a public key in a PEM file. Throws UnusableFileError. */
export function fileVerifier(file: string): AuditVerifier {
  try {
    return verifierOf(createPublicKey(readFileSync(file)));
  } catch (error) {
    throw new UnusableFileError(file, `no public key in PEM form (${error instanceof Error ? error.message : String(error)}).`);
  }
}

function verifierOf(key: KeyObject): AuditVerifier {
  return (text, signature) => verify("sha256", Buffer.from(text), key, Buffer.from(signature, "base64"));
}
