import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import type { Review } from "#core/review/model/review.ts";
import { dynamodbReviewStore } from "../aws/dynamodb-review-store.ts";
import { call } from "../aws/errors.ts";
import { readReviewItem } from "../aws/review-item.ts";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { asOperator } from "./as-operator.ts";
import type { ReviewRecord } from "./review-record.ts";

/** The record of a deployed stack. Reading needs dynamodb:Scan, dynamodb:GetItem and dynamodb:Query. Throws AwsReadError, and RecordUnreadableError. */
export function stackRecord(tableName: string, access: AwsAccess): ReviewRecord {
  const client = new DynamoDBClient(settingsOf(access));
  const { document, journal } = dynamodbReviewStore(tableName, { client });
  const table = `table ${tableName}`;
  return {
    document: (reviewId, name) => asOperator(table, () => document(reviewId, name)),
    journal: (reviewId) => asOperator(table, () => journal(reviewId)),
    all: () => asOperator(table, () => allReviews(client, tableName)),
    close: () => client.destroy(),
  };
}

async function allReviews(client: DynamoDBClient, TableName: string): Promise<readonly Review[]> {
  const found: Review[] = [];
  const onlyReviews = { FilterExpression: "sk = :sk", ExpressionAttributeValues: { ":sk": { S: "REVIEW" } } };
  await call("dynamodb:Scan", async () => {
    for await (const { Items = [] } of paginateScan({ client }, { TableName, ...onlyReviews })) found.push(...Items.map(readReviewItem));
  });
  return found.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
}
