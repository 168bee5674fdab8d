import { DynamoDBClient, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import { AuditEntry, type AuditSigner, type ChainEnd, EMPTY_CHAIN, nextEntry } from "#core/review/audit/chain.ts";
import { RecordUnreadableError } from "#core/review/errors.ts";
import type { AuditTrail } from "#core/review/ports/audit.ts";
import type { Clock } from "#core/review/ports/machine.ts";
import { systemClock } from "../../machine.ts";
import { clientSettings } from "../client-settings.ts";
import type { Item } from "./review-item.ts";
import { getItem, key, race, type Table, transact } from "./table.ts";

/** The partition of an entry. Each has its own, so that no partition grows. */
const ENTRY = "ENTRY#";

/**
 * The audit trail in a table of its own, which no function but its keeper may write. An entry, its id and the end of the chain are
 * written together: two writers never take one place, and one id is written once.
 */
export function dynamodbAuditTrail(
  tableName: string,
  signer: AuditSigner,
  { client = new DynamoDBClient(clientSettings), clock = systemClock }: { client?: DynamoDBClient; clock?: Clock } = {},
): AuditTrail {
  const table: Table = { name: tableName, client };
  return {
    append: (draft) =>
      race(async () => {
        const known = (await getItem(table, `ID#${draft.id}`, "ID"))?.entryNumber?.N;
        if (known !== undefined) return readAuditItem(await getItem(table, entryKey(Number(known)), "ENTRY"));
        const end = await chainEnd(table);
        const entry = await nextEntry(signer, end, draft, clock.now());
        return (await transact(table, itemsOf(tableName, end, entry))) ? entry : undefined;
      }),
  };
}

/** Where the chain ends, as the table has it. */
export async function chainEnd(table: Table): Promise<ChainEnd> {
  const head = await getItem(table, "HEAD", "HEAD");
  return head ? { sequence: Number(head.entryNumber?.N), hash: head.hash?.S ?? "" } : EMPTY_CHAIN;
}

function itemsOf(TableName: string, end: ChainEnd, entry: AuditEntry): TransactWriteItem[] {
  const entryNumber = { N: String(entry.sequence) };
  const isNew = { TableName, ConditionExpression: "attribute_not_exists(pk)" };
  const isEnd =
    end.sequence === 0
      ? isNew
      : { TableName, ConditionExpression: "entryNumber = :end", ExpressionAttributeValues: { ":end": { N: String(end.sequence) } } };
  return [
    { Put: { Item: { ...key("HEAD", "HEAD"), entryNumber, hash: { S: entry.hash } }, ...isEnd } },
    { Put: { Item: { ...key(`ID#${entry.id}`, "ID"), entryNumber }, ...isNew } },
    { Put: { Item: { ...key(entryKey(entry.sequence), "ENTRY"), entry: { S: JSON.stringify(entry) } }, ...isNew } },
  ];
}

function entryKey(sequence: number): string {
  return `${ENTRY}${String(sequence).padStart(12, "0")}`;
}

const EntryText = v.pipe(v.string(), v.parseJson(), AuditEntry);

/** Throws RecordUnreadableError where the item is no entry that this version wrote. */
export function readAuditItem(item: Item | undefined): AuditEntry {
  return readAuditText(item?.entry?.S, item?.pk?.S ?? "a missing entry");
}

/** Throws RecordUnreadableError where the text is no entry that this version wrote. */
export function readAuditText(text: unknown, where: string): AuditEntry {
  const read = v.safeParse(EntryText, text);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw new RecordUnreadableError(`audit entry of ${where}`, `${v.getDotPath(issue) ?? "the text"}: ${issue.message}`);
}
