import { setTimeout } from "node:timers/promises";
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  type QueryCommandInput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import { ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { call, errorName } from "../errors.ts";
import type { Item } from "./review-item.ts";

/** The record's one table, and the calls that the store is made of. Every read is strongly consistent but those of an index. */
export interface Table {
  readonly name: string;
  readonly client: DynamoDBClient;
}

export async function getItem({ client, name }: Table, pk: string, sk: string): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: name, Key: key(pk, sk), ConsistentRead: true });
  return (await call("dynamodb:GetItem", () => client.send(command))).Item;
}

const BATCH = 100;
const MOST_ROUNDS = 20;

/** Items by key, in no order; those that do not exist are left out (BatchGetItem gives 100 at a time and may leave some for later). */
export async function batchGet({ client, name }: Table, keys: readonly Item[]): Promise<Item[]> {
  const found: Item[] = [];
  let left = [...keys];
  for (let round = 0; left.length > 0; round += 1) {
    if (round > MOST_ROUNDS + keys.length / BATCH) throw new ThrottledError("dynamodb:BatchGetItem");
    const command = new BatchGetItemCommand({ RequestItems: { [name]: { Keys: left.slice(0, BATCH), ConsistentRead: true } } });
    const { Responses, UnprocessedKeys } = await call("dynamodb:BatchGetItem", () => client.send(command));
    found.push(...(Responses?.[name] ?? []));
    left = [...(UnprocessedKeys?.[name]?.Keys ?? []), ...left.slice(BATCH)];
  }
  return found;
}

/** Every page of a query, in key order; of more items than `most`, the first ones. */
export function query(
  { client, name }: Table,
  input: Omit<QueryCommandInput, "TableName">,
  most = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  return call("dynamodb:Query", async () => {
    const found: Item[] = [];
    for await (const page of paginateQuery({ client }, { TableName: name, ...input })) {
      found.push(...(page.Items ?? []));
      if (found.length >= most) return found.slice(0, most);
    }
    return found;
  });
}

/** The items of one partition whose sort key starts so; of more than `most`, the first ones. */
export function queryPrefix(table: Table, pk: string, prefix: string, most?: number): Promise<Item[]> {
  const input = {
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
    ExpressionAttributeValues: { ":pk": { S: pk }, ":prefix": { S: prefix } },
    ConsistentRead: true,
  };
  return query(table, input, most);
}

/** All or nothing. `false` where a condition did not hold or another transaction was in the way: read again, then try again. */
export function transact({ client }: Table, items: TransactWriteItem[]): Promise<boolean> {
  return call("dynamodb:TransactWriteItems", async () => {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
      return true;
    } catch (error) {
      if (errorName(error) !== "TransactionCanceledException") throw error;
      const codes = cancellationCodes(error);
      if (codes.some((code) => LOST.has(code))) return false;
      if (codes.some((code) => THROTTLED.has(code))) throw new ThrottledError("dynamodb:TransactWriteItems", { cause: error });
      throw new ServiceFaultError("dynamodb:TransactWriteItems", `cancelled: ${codes.join(", ")}`, { cause: error });
    }
  });
}

/** Why each item of a transaction was refused; `None` for those that were not. */
const Cancelled = v.object({ CancellationReasons: v.array(v.object({ Code: v.optional(v.string(), "None") })) });
const LOST = new Set(["ConditionalCheckFailed", "TransactionConflict"]);
const THROTTLED = new Set(["ThrottlingError", "ProvisionedThroughputExceeded"]);

function cancellationCodes(error: unknown): string[] {
  const result = v.safeParse(Cancelled, error);
  return result.success ? result.output.CancellationReasons.map((reason) => reason.Code) : [];
}

const RACES = 50;
const LONGEST_PAUSE_MS = 200;

/**
 * Tries something that may lose a race, until it gives a value; pauses a random time between tries, so that many writers
 * of one item do not keep step. Throws ThrottledError after 50 lost races.
 */
export async function race<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let lost = 0; lost < RACES; lost += 1) {
    const won = await attempt();
    if (won !== undefined) return won;
    await setTimeout(Math.random() * Math.min(LONGEST_PAUSE_MS, 10 * 2 ** lost));
  }
  throw new ThrottledError("dynamodb:TransactWriteItems");
}

export function key(pk: string, sk: string): Item {
  return { pk: { S: pk }, sk: { S: sk } };
}
