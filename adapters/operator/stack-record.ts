import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Review } from "#core/review/model/review.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import { documentsOfReviews } from "../aws/dynamodb/documents.ts";
import { dynamodbReviewStore } from "../aws/dynamodb/review-store.ts";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { asOperator } from "./as-operator.ts";
import type { ReviewRecord } from "./review-record.ts";

/** The record of a deployed stack. Reading needs dynamodb:BatchGetItem, dynamodb:GetItem and dynamodb:Query. Throws AwsReadError, and RecordUnreadableError. */
export function stackRecord(tableName: string, access: AwsAccess): ReviewRecord {
  const client = new DynamoDBClient(settingsOf(access));
  const store = dynamodbReviewStore(tableName, { client });
  const table = `table ${tableName}`;
  return {
    document: (reviewId, name) => asOperator(table, () => store.document(reviewId, name)),
    documents: (reviewIds, name) => asOperator(table, () => documentsOfReviews({ name: tableName, client }, reviewIds, name)),
    journal: (reviewId) => asOperator(table, () => store.journal(reviewId)),
    all: () => asOperator(table, () => allReviews(store)),
    close: () => client.destroy(),
  };
}

/** By the index of reviews: a scan would read every document too. Open ones come first, so that one which ends meanwhile is found twice and not missed. */
async function allReviews({ open, ended }: Pick<ReviewStore, "open" | "ended">): Promise<readonly Review[]> {
  const found = new Map((await open()).map((review) => [review.id, review]));
  for (let page = await ended(); ; page = await ended(page.reviews.at(-1))) {
    for (const review of page.reviews) found.set(review.id, review);
    if (!page.hasMore) break;
  }
  return [...found.values()].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
}
