import { DynamoDBClient, type TransactWriteItem, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { changed } from "#core/review/changed.ts";
import { countsForCycle, decided, isDecidedByPerson, isEnded } from "#core/review/decided.ts";
import { ReviewConflictError, ReviewNotFoundError } from "#core/review/errors.ts";
import type { Clock, Decided, ReviewStore, RoleHistory } from "#core/review/ports.ts";
import type { Review } from "#core/review/record.ts";
import { clientSettings } from "./client-settings.ts";
import { dynamodbDocuments } from "./dynamodb-documents.ts";
import { dynamodbJournal } from "./dynamodb-journal.ts";
import { batchGet, getItem, key, query, race, type Table, transact } from "./dynamodb-table.ts";
import { call } from "./errors.ts";
import { readReviewItem, reviewItem, reviewKey } from "./review-item.ts";
import { systemClock } from "./system-clock.ts";

/** The sparse index of reviews that have not ended; template.yaml names it. */
const OPEN_INDEX = "open";

/**
 * The record in one DynamoDB table. A review is one item with a revision: a write names the revision it read, so two writers
 * never both win. What must agree with it, the role's own item, is written in the same transaction.
 */
export function dynamodbReviewStore(
  tableName: string,
  { client = new DynamoDBClient(clientSettings), clock = systemClock }: { client?: DynamoDBClient; clock?: Clock } = {},
): ReviewStore {
  const table: Table = { name: tableName, client };
  return {
    ...dynamodbDocuments(table, clock),
    ...dynamodbJournal(table),
    claim: (review) => claim(table, review),
    get: (reviewId) => getReview(table, reviewId),
    update: (reviewId, from, change) =>
      write(table, reviewId, (review) => {
        if (!from.includes(review.status)) throw new ReviewConflictError(reviewId, from, review.status);
        return changed(review, change);
      }),
    async decide(reviewId, decision) {
      let recorded: Decided["recorded"] = "nothing";
      const review = await write(table, reviewId, (current) => {
        const next = decided(current, decision);
        recorded = next.recorded;
        return next.review;
      });
      return { recorded, review };
    },
    keep: (roleName, actions) => keep(table, roleName, actions),
    history: (roleNames) => history(table, roleNames),
    async open() {
      const items = await query(table, {
        IndexName: OPEN_INDEX,
        KeyConditionExpression: "#open = :open",
        ExpressionAttributeNames: { "#open": "open" },
        ExpressionAttributeValues: { ":open": { S: "OPEN" } },
      });
      return items.map(readReviewItem);
    },
  };
}

function claim(table: Table, review: Review): Promise<{ reviewId: string; claimed: boolean }> {
  return race(async () => {
    const open = (await getItem(table, roleKey(review.roleName), "ROLE"))?.openReviewId?.S;
    if (open !== undefined) {
      const { cycleId } = await getReview(table, open);
      return { reviewId: open, claimed: cycleId === review.cycleId };
    }
    const taken = await transact(table, [putReview(table, review), takeRole(table, review)]);
    return taken ? { reviewId: review.id, claimed: true } : undefined;
  });
}

async function getReview(table: Table, reviewId: string): Promise<Review> {
  const item = await getItem(table, reviewKey(reviewId), "REVIEW");
  if (item === undefined) throw new ReviewNotFoundError(reviewId);
  return readReviewItem(item);
}

/** Reads, changes and writes; again from the start where another writer came between. `change` gives its argument back to write nothing. */
function write(table: Table, reviewId: string, change: (review: Review) => Review): Promise<Review> {
  return race(async () => {
    const current = await getReview(table, reviewId);
    const review = change(current);
    if (review === current) return current;
    const items = [putReview(table, review)];
    if (isEnded(review) && !isEnded(current)) items.push(freeRole(table, review));
    return (await transact(table, items)) ? review : undefined;
  });
}

/** A new review must not exist; a later revision must follow on the one that was read. */
function putReview({ name }: Table, review: Review): TransactWriteItem {
  const Item = reviewItem(review);
  if (review.revision === 0) return { Put: { TableName: name, Item, ConditionExpression: "attribute_not_exists(pk)" } };
  return {
    Put: {
      TableName: name,
      Item,
      ConditionExpression: "revision = :read",
      ExpressionAttributeValues: { ":read": { N: String(review.revision - 1) } },
    },
  };
}

function takeRole({ name }: Table, review: Review): TransactWriteItem {
  return {
    Update: {
      TableName: name,
      Key: key(roleKey(review.roleName), "ROLE"),
      UpdateExpression: "SET openReviewId = :id",
      ConditionExpression: "attribute_not_exists(openReviewId)",
      ExpressionAttributeValues: { ":id": { S: review.id } },
    },
  };
}

function freeRole({ name }: Table, review: Review): TransactWriteItem {
  const settled = countsForCycle(review);
  const sets = [...(settled ? ["settledAt = :at"] : []), ...(isDecidedByPerson(review) ? ["decidedReviewId = :id"] : [])];
  return {
    Update: {
      TableName: name,
      Key: key(roleKey(review.roleName), "ROLE"),
      UpdateExpression: `REMOVE openReviewId${sets.length > 0 ? ` SET ${sets.join(", ")}` : ""}`,
      ConditionExpression: "openReviewId = :id",
      ExpressionAttributeValues: {
        ":id": { S: review.id },
        ...(settled ? { ":at": { S: review.updatedAt } } : {}),
      },
    },
  };
}

async function keep(table: Table, roleName: string, actions: readonly string[]): Promise<void> {
  if (actions.length === 0) return;
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: key(roleKey(roleName), "ROLE"),
    UpdateExpression: "ADD keep :actions",
    ExpressionAttributeValues: { ":actions": { SS: [...new Set(actions)] } },
  });
  await call("dynamodb:UpdateItem", () => table.client.send(command));
}

async function history(table: Table, roleNames: readonly string[]): Promise<ReadonlyMap<string, RoleHistory>> {
  const found = new Map<string, RoleHistory>(roleNames.map((roleName) => [roleName, { roleName }]));
  const keys = [...found.keys()].map((roleName) => key(roleKey(roleName), "ROLE"));
  for (const { pk, openReviewId, settledAt, decidedReviewId, keep } of await batchGet(table, keys)) {
    const roleName = (pk?.S ?? "").slice(roleKey("").length);
    found.set(roleName, {
      roleName,
      ...(openReviewId?.S === undefined ? {} : { openReviewId: openReviewId.S }),
      ...(settledAt?.S === undefined ? {} : { settledAt: settledAt.S }),
      ...(decidedReviewId?.S === undefined ? {} : { decidedReviewId: decidedReviewId.S }),
      ...(keep?.SS === undefined ? {} : { keep: keep.SS.toSorted() }),
    });
  }
  return found;
}

function roleKey(roleName: string): string {
  return `ROLE#${roleName}`;
}
