import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import type { Review } from "#core/review/model/review.ts";
import { dynamodbReviewStore } from "../aws/dynamodb-review-store.ts";
import { readReviewItem } from "../aws/review-item.ts";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { AwsReadError } from "../bucket/errors.ts";
import type { ReviewRecord } from "./review-record.ts";

/** The record of a deployed stack. Reading needs dynamodb:Scan, dynamodb:GetItem and dynamodb:Query. Throws AwsReadError. */
export function stackRecord(tableName: string, access: AwsAccess): ReviewRecord {
  const client = new DynamoDBClient(settingsOf(access));
  const { document, journal } = dynamodbReviewStore(tableName, { client });
  return { document, journal, all: () => allReviews(client, tableName), close: () => client.destroy() };
}

async function allReviews(client: DynamoDBClient, TableName: string): Promise<readonly Review[]> {
  const found: Review[] = [];
  const onlyReviews = { FilterExpression: "sk = :sk", ExpressionAttributeValues: { ":sk": { S: "REVIEW" } } };
  try {
    for await (const { Items = [] } of paginateScan({ client }, { TableName, ...onlyReviews })) found.push(...Items.map(readReviewItem));
  } catch (error) {
    throw new AwsReadError(`table ${TableName}`, error);
  }
  return found.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
}
