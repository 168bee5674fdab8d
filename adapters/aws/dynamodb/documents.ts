import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ServiceFaultError } from "#core/errors.ts";
import { RecordUnreadableError } from "#core/review/errors.ts";
import { fromSaved, type Saved, toSaved } from "#core/review/model/saved.ts";
import type { Clock } from "#core/review/ports/machine.ts";
import type { DocumentName, ReviewStore } from "#core/review/ports/review-store.ts";
import { secondsAfter } from "#core/review/time.ts";
import { systemClock } from "../../machine.ts";
import { call } from "../errors.ts";
import { type Item, reviewKey } from "./review-item.ts";
import { batchGet, getItem, key, queryPrefix, type Table } from "./table.ts";

/** An item holds 400 KB, names included (DynamoDB Developer Guide, "Service quotas"). */
const PART_BYTES = 350_000;
/**
 * A few kilobytes can decompress to gigabytes, and a partition can hold any number of parts: whoever can write the table chooses them, and
 * must not have the function that keeps the audit trail run out of memory. That one reads proposals.
 */
const MOST_BYTES: Readonly<Record<DocumentName, number>> = {
  evidence: 64 * 1024 * 1024,
  before: 12 * 1024 * 1024,
  proposal: 12 * 1024 * 1024,
};
const DAY_SECONDS = 86_400;
/** Restoring needs `before` and `proposal` for good; what was seen in the logs is only for looking back, and may go. */
const KEPT_DAYS: Partial<Record<DocumentName, number>> = { evidence: 400 };

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/**
 * A review's bulky documents, compressed and in parts. The parts are named by their content and written first; the head
 * that names them is written last, so a reader sees the old document or the new one, never a mixture.
 */
export function dynamodbDocuments(table: Table, clock: Clock = systemClock): Pick<ReviewStore, "putDocument" | "document"> {
  return {
    async putDocument(reviewId, name, value) {
      const bytes = await compress(toSaved(name, value, reviewId), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
      const hash = createHash("sha256").update(bytes).digest("hex");
      const before = await getItem(table, reviewKey(reviewId), headKey(name));
      const expiry = expiryOf(name, clock);
      const count = Math.ceil(bytes.length / PART_BYTES);
      for (let part = 0; part < count; part += 1) {
        const data = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
        await put(table, reviewId, partKey(name, hash, part), { data: { B: data }, ...expiry });
      }
      await put(table, reviewId, headKey(name), { hash: { S: hash }, parts: { N: String(count) }, ...expiry });
      const old = before?.hash?.S;
      if (old !== undefined && old !== hash) await removeParts(table, reviewId, partPrefix(name, old));
    },
    async document(reviewId, name) {
      const head = await getItem(table, reviewKey(reviewId), headKey(name));
      if (head === undefined) return undefined;
      const bytes = joined(head, await queryPrefix(table, reviewKey(reviewId), partPrefix(name, hashOf(head)), mostParts(name)));
      if (bytes === undefined) {
        const now = await getItem(table, reviewKey(reviewId), headKey(name));
        if (now?.hash?.S === hashOf(head))
          throw new RecordUnreadableError(`${name} of ${reviewId}`, "Its parts are not those that it names");
        throw new ServiceFaultError("dynamodb", `the document ${name} of review ${reviewId} was being replaced while it was read.`);
      }
      return await read(bytes, reviewId, name);
    },
  };
}

/**
 * The documents of this name, by review; reviews that have none are left out. As many calls as items come in hundreds, twice.
 * Throws as `document` does.
 */
export async function documentsOfReviews<K extends DocumentName>(
  table: Table,
  reviewIds: readonly string[],
  name: K,
): Promise<ReadonlyMap<string, Saved[K]>> {
  const found = await batchGet(
    table,
    reviewIds.map((id) => key(reviewKey(id), headKey(name))),
  );
  const heads = new Map(found.map((head) => [partitionOf(head), head]));
  const items = await batchGet(
    table,
    found.flatMap((head) => partKeys(head, name)),
  );
  const parts = Map.groupBy(items, partitionOf);
  const documents = new Map<string, Saved[K]>();
  for (const id of reviewIds) {
    const head = heads.get(reviewKey(id));
    const bytes = head && joined(head, (parts.get(reviewKey(id)) ?? []).toSorted(bySortKey));
    // One that was replaced between the two reads is read anew.
    const document = bytes ? await read(bytes, id, name) : head && (await dynamodbDocuments(table).document(id, name));
    if (document !== undefined) documents.set(id, document);
  }
  return documents;
}

function partitionOf({ pk }: Item): string {
  return pk?.S ?? "";
}

function bySortKey(a: Item, b: Item): number {
  return (a.sk?.S ?? "") < (b.sk?.S ?? "") ? -1 : 1;
}

function hashOf(head: Item): string {
  return head.hash?.S ?? "";
}

function partKeys(head: Item, name: DocumentName): readonly Item[] {
  const length = Math.min(Number(head.parts?.N ?? 0), mostParts(name));
  return Array.from({ length }, (_, part) => key(partitionOf(head), partKey(name, hashOf(head), part)));
}

/** Whoever can write the table chooses how many parts a head names. */
function mostParts(name: DocumentName): number {
  return Math.ceil(MOST_BYTES[name] / PART_BYTES);
}

/** The parts in one, undefined where they are not those that the head names. */
function joined(head: Item, parts: readonly Item[]): Buffer | undefined {
  const bytes = Buffer.concat(parts.map((part) => part.data?.B ?? new Uint8Array()));
  return createHash("sha256").update(bytes).digest("hex") === hashOf(head) ? bytes : undefined;
}

async function read<K extends DocumentName>(bytes: Buffer, reviewId: string, name: K): Promise<Saved[K]> {
  return fromSaved(name, await decompressed(bytes, `${name} of ${reviewId}`, MOST_BYTES[name]), reviewId);
}

/** Throws RecordUnreadableError where it is not what putDocument compressed, or more than a review's documents ever are. */
async function decompressed(bytes: Uint8Array, what: string, most: number): Promise<string> {
  try {
    return (await decompress(bytes, { maxOutputLength: most })).toString("utf8");
  } catch (error) {
    throw new RecordUnreadableError(what, error instanceof Error ? error.message : String(error));
  }
}

function headKey(name: string): string {
  return `DOCUMENT#${name}`;
}

function partPrefix(name: string, hash: string): string {
  return `PART#${name}#${hash}#`;
}

function partKey(name: string, hash: string, part: number): string {
  return `${partPrefix(name, hash)}${String(part).padStart(4, "0")}`;
}

function expiryOf(name: DocumentName, clock: Clock): Item {
  const days = KEPT_DAYS[name];
  if (days === undefined) return {};
  return { expiresAt: { N: String(Math.floor(Date.parse(secondsAfter(clock.now(), days * DAY_SECONDS)) / 1000)) } };
}

async function put({ client, name }: Table, reviewId: string, sk: string, attributes: Item): Promise<void> {
  const command = new PutItemCommand({ TableName: name, Item: { pk: { S: reviewKey(reviewId) }, sk: { S: sk }, ...attributes } });
  await call("dynamodb:PutItem", () => client.send(command));
}

async function removeParts(table: Table, reviewId: string, prefix: string): Promise<void> {
  for (const { pk, sk } of await queryPrefix(table, reviewKey(reviewId), prefix)) {
    if (!pk || !sk) continue;
    await call("dynamodb:DeleteItem", () => table.client.send(new DeleteItemCommand({ TableName: table.name, Key: { pk, sk } })));
  }
}
