import { DynamoDBClient, QueryCommand, type TransactWriteItem, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type RoleKey, roleKey } from "#core/cloudtrail/role-key.ts";
import { decided, isEnded } from "#core/review/approval/decided.ts";
import { withRestoreVote } from "#core/review/approval/restore-vote.ts";
import { changed } from "#core/review/changed.ts";
import { ReviewNotFoundError } from "#core/review/errors.ts";
import { isChanging } from "#core/review/lease.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Clock } from "#core/review/ports/machine.ts";
import {
  type Decided,
  type EndedMark,
  type EndedReviews,
  MOST_ENDED,
  type ReviewChange,
  type ReviewStore,
  type RoleHistory,
} from "#core/review/ports/review-store.ts";
import { roleAfter } from "#core/review/role-history.ts";
import { systemClock } from "../../machine.ts";
import { clientSettings } from "../client-settings.ts";
import { call } from "../errors.ts";
import { dynamodbDocuments } from "./documents.ts";
import { dynamodbJournal } from "./journal.ts";
import { LISTED, openedKey, readReviewItem, reviewItem, reviewKey } from "./review-item.ts";
import { readRoleItem, rolePartition, updateRole } from "./role-item.ts";
import { batchGet, getItem, key, query, race, type Table, transact } from "./table.ts";

/** The index of reviews, those that have not ended and those that have apart; template.yaml names it. */
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
    update: (reviewId, transition, change) => write(table, reviewId, (review) => changed(review, transition, change), change),
    async decide(reviewId, decision) {
      let recorded: Decided["recorded"] = "nothing";
      const review = await write(table, reviewId, (current) => {
        const next = decided(current, decision);
        recorded = next.recorded;
        return next.review;
      });
      return { recorded, review };
    },
    voteForRestore: (reviewId, vote) => write(table, reviewId, (review) => withRestoreVote(review, vote)),
    keep: (role, actions) => keep(table, role, actions),
    history: (roles) => history(table, roles),
    async open() {
      const items = await query(table, {
        IndexName: OPEN_INDEX,
        KeyConditionExpression: "#open = :open",
        ExpressionAttributeNames: { "#open": "open" },
        ExpressionAttributeValues: { ":open": { S: LISTED.open } },
      });
      return items.map(readReviewItem);
    },
    ended: (before) => ended(table, before),
  };
}

async function ended(table: Table, before: EndedMark | undefined): Promise<EndedReviews> {
  const command = new QueryCommand({
    TableName: table.name,
    IndexName: OPEN_INDEX,
    KeyConditionExpression: before ? "#open = :ended AND openSince < :before" : "#open = :ended",
    ExpressionAttributeNames: { "#open": "open" },
    ExpressionAttributeValues: { ":ended": { S: LISTED.ended }, ...(before ? { ":before": { S: openedKey(before) } } : {}) },
    ScanIndexForward: false,
    Limit: MOST_ENDED,
  });
  const { Items = [], LastEvaluatedKey } = await call("dynamodb:Query", () => table.client.send(command));
  return { reviews: Items.map(readReviewItem), hasMore: LastEvaluatedKey !== undefined };
}

function claim(table: Table, review: Review): Promise<{ reviewId: string; claimed: boolean }> {
  return race(async () => {
    const role = await getRole(table, roleKey(review.roleArn));
    if (role.openReviewId !== undefined) {
      const { cycleId } = await getReview(table, role.openReviewId);
      return { reviewId: role.openReviewId, claimed: cycleId === review.cycleId };
    }
    const taken = await transact(table, [putReview(table, review), ...updateRole(table, role, { ...role, openReviewId: review.id })]);
    return taken ? { reviewId: review.id, claimed: true } : undefined;
  });
}

async function getRole(table: Table, role: RoleKey): Promise<RoleHistory> {
  return readRoleItem(role, (await getItem(table, rolePartition(role), "ROLE")) ?? {});
}

async function getReview(table: Table, reviewId: string): Promise<Review> {
  const item = await getItem(table, reviewKey(reviewId), "REVIEW");
  if (item === undefined) throw new ReviewNotFoundError(reviewId);
  return readReviewItem(item);
}

/** Reads, changes and writes; again from the start where another writer came between. `make` gives its argument back to write nothing. */
function write(table: Table, reviewId: string, make: (review: Review) => Review, change?: ReviewChange): Promise<Review> {
  return race(async () => {
    const current = await getReview(table, reviewId);
    const review = make(current);
    if (review === current) return current;
    const items = [putReview(table, review)];
    if (concernsRole(current, review)) {
      const role = await getRole(table, roleKey(review.roleArn));
      items.push(...updateRole(table, role, roleAfter(role, review, change)));
    }
    return (await transact(table, items)) ? review : undefined;
  });
}

/** Does it end, or begin or end to change its role? */
function concernsRole(current: Review, review: Review): boolean {
  return isEnded(review) !== isEnded(current) || isChanging(current) || isChanging(review);
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

async function keep(table: Table, role: RoleKey, actions: readonly string[]): Promise<void> {
  if (actions.length === 0) return;
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: key(rolePartition(role), "ROLE"),
    UpdateExpression: "ADD keep :actions",
    ExpressionAttributeValues: { ":actions": { SS: [...new Set(actions)] } },
  });
  await call("dynamodb:UpdateItem", () => table.client.send(command));
}

async function history(table: Table, roles: readonly RoleKey[]): Promise<ReadonlyMap<RoleKey, RoleHistory>> {
  const partitions = new Map(roles.map((role) => [rolePartition(role), role]));
  const items = await batchGet(
    table,
    [...partitions.keys()].map((partition) => key(partition, "ROLE")),
  );
  const found = new Map<RoleKey, RoleHistory>(roles.map((role) => [role, { role }]));
  for (const item of items) {
    const role = partitions.get(item.pk?.S ?? "");
    if (role) found.set(role, readRoleItem(role, item));
  }
  return found;
}
