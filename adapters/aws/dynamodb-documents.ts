import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants } from "node:zlib";
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ServiceFaultError } from "#core/errors.ts";
import { RecordUnreadableError } from "#core/review/errors.ts";
import { fromSaved, toSaved } from "#core/review/model/saved.ts";
import type { Clock } from "#core/review/ports/machine.ts";
import type { DocumentName, ReviewStore } from "#core/review/ports/review-store.ts";
import { secondsAfter } from "#core/review/time.ts";
import { getItem, queryPrefix, type Table } from "./dynamodb-table.ts";
import { call } from "./errors.ts";
import { type Item, reviewKey } from "./review-item.ts";

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
export function dynamodbDocuments(table: Table, clock: Clock): Pick<ReviewStore, "putDocument" | "document"> {
  return {
    async putDocument(reviewId, name, value) {
      const bytes = await compress(toSaved(name, value, reviewId), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
      const hash = createHash("sha256").update(bytes).digest("hex");
      const before = await getItem(table, reviewKey(reviewId), headKey(name));
      const expiry = expiryOf(name, clock);
      const count = Math.ceil(bytes.length / PART_BYTES);
      for (let part = 0; part < count; part += 1) {
        const data = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
        await put(table, reviewId, `${partPrefix(name, hash)}${String(part).padStart(4, "0")}`, { data: { B: data }, ...expiry });
      }
      await put(table, reviewId, headKey(name), { hash: { S: hash }, parts: { N: String(count) }, ...expiry });
      const old = before?.hash?.S;
      if (old !== undefined && old !== hash) await removeParts(table, reviewId, partPrefix(name, old));
    },
    async document(reviewId, name) {
      const head = await getItem(table, reviewKey(reviewId), headKey(name));
      if (head === undefined) return undefined;
      const hash = head.hash?.S ?? "";
      const most = MOST_BYTES[name];
      const parts = await queryPrefix(table, reviewKey(reviewId), partPrefix(name, hash), Math.ceil(most / PART_BYTES));
      const bytes = Buffer.concat(parts.map((part) => part.data?.B ?? new Uint8Array()));
      if (createHash("sha256").update(bytes).digest("hex") !== hash) {
        const now = await getItem(table, reviewKey(reviewId), headKey(name));
        if (now?.hash?.S === hash) throw new RecordUnreadableError(`${name} of ${reviewId}`, "Its parts are not those that it names");
        throw new ServiceFaultError("dynamodb", `the document ${name} of review ${reviewId} was being replaced while it was read.`);
      }
      return fromSaved(name, await decompressed(bytes, `${name} of ${reviewId}`, most), reviewId);
    },
  };
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
