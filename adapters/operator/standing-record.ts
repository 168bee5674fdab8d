import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import type { Place, StandingRecord } from "#core/review/audit/against-record.ts";
import { reviewKey } from "../aws/dynamodb/review-item.ts";
import { dynamodbReviewStore } from "../aws/dynamodb/review-store.ts";
import { call } from "../aws/errors.ts";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { asOperator } from "./as-operator.ts";

const REVIEWS = reviewKey("");
const WRITTEN = {
  FilterExpression: "sk = :review OR begins_with(sk, :journal)",
  ExpressionAttributeValues: { ":review": { S: "REVIEW" }, ":journal": { S: "JOURNAL#" } },
  ProjectionExpression: "pk, sk, review, entry",
  ConsistentRead: true,
};

/** The record of a deployed stack as its audit trail tells of it. Needs dynamodb:Scan, GetItem and Query. Throws AwsReadError. */
export async function standingRecord(TableName: string, access: AwsAccess): Promise<StandingRecord & { close(): void }> {
  const client = new DynamoDBClient(settingsOf(access));
  const { document } = dynamodbReviewStore(TableName, { client });
  const table = `table ${TableName}`;
  const texts = new Map<string, string>();
  const places: Place[] = [];
  await asOperator(table, () =>
    call("dynamodb:Scan", async () => {
      for await (const { Items = [] } of paginateScan({ client }, { TableName, ...WRITTEN }))
        for (const { pk, sk, review, entry } of Items) {
          texts.set(`${pk?.S} ${sk?.S}`, review?.S ?? entry?.S ?? "");
          if (pk?.S?.startsWith(REVIEWS) && sk?.S !== undefined) places.push({ reviewId: pk.S.slice(REVIEWS.length), place: sk.S });
        }
    }),
  );
  return {
    places,
    text: (reviewId, place) => texts.get(`${reviewKey(reviewId)} ${place}`),
    document: (reviewId, name) => asOperator(table, () => document(reviewId, name)),
    close: () => client.destroy(),
  };
}
