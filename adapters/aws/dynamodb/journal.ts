import { PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { fromSaved, toSaved } from "#core/review/model/saved.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import { call } from "../errors.ts";
import { reviewKey } from "./review-item.ts";
import { key, queryPrefix, type Table } from "./table.ts";

/** A review's journal: a counter gives each entry its place, so that order is that of writing even within one millisecond. */
export function dynamodbJournal(table: Table): Pick<ReviewStore, "append" | "journal"> {
  return {
    async append(reviewId, entry) {
      const place = await nextPlace(table, reviewId);
      const Item = { ...key(reviewKey(reviewId), `JOURNAL#${place}`), entry: { S: toSaved("journal", entry, reviewId) } };
      await call("dynamodb:PutItem", () => table.client.send(new PutItemCommand({ TableName: table.name, Item })));
    },
    async journal(reviewId) {
      const items = await queryPrefix(table, reviewKey(reviewId), "JOURNAL#");
      return items.map((item) => fromSaved("journal", item.entry?.S, reviewId));
    },
  };
}

/** A place is used once; one that was taken by a call which then failed stays empty. */
async function nextPlace({ client, name }: Table, reviewId: string): Promise<string> {
  const command = new UpdateItemCommand({
    TableName: name,
    Key: key(reviewKey(reviewId), "JOURNAL"),
    UpdateExpression: "ADD places :one",
    ExpressionAttributeValues: { ":one": { N: "1" } },
    ReturnValues: "UPDATED_NEW",
  });
  const { Attributes } = await call("dynamodb:UpdateItem", () => client.send(command));
  return (Attributes?.places?.N ?? "0").padStart(8, "0");
}
