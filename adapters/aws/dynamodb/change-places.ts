import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { ChangePlaces } from "#core/review/change/schedule/change-day.ts";
import { secondsAfter } from "#core/review/time.ts";
import { clientSettings } from "../client-settings.ts";
import { call, errorName } from "../errors.ts";
import { key } from "./table.ts";

const CHANGES = "CHANGES";
/** A day's item is of use until the day is over; some days more serve those who look for why a change waited. */
const KEPT_SECONDS = 30 * 86_400;

/** One item a day in the table of reviews, with the reviews that have a place on it. */
export function dynamodbChangePlaces(TableName: string, most: number, client = new DynamoDBClient(clientSettings)): ChangePlaces {
  return {
    take: (day, reviewId) =>
      call("dynamodb:UpdateItem", async () => {
        const expiry = Date.parse(secondsAfter(`${day}T00:00:00.000Z`, KEPT_SECONDS)) / 1000;
        const command = new UpdateItemCommand({
          TableName,
          Key: key(`${CHANGES}#${day}`, CHANGES),
          UpdateExpression: "ADD reviewIds :one SET expiresAt = :expiry",
          ConditionExpression: "attribute_not_exists(reviewIds) OR size(reviewIds) < :most OR contains(reviewIds, :id)",
          ExpressionAttributeValues: {
            ":one": { SS: [reviewId] },
            ":id": { S: reviewId },
            ":most": { N: String(most) },
            ":expiry": { N: String(expiry) },
          },
        });
        try {
          await client.send(command);
          return true;
        } catch (error) {
          if (errorName(error) === "ConditionalCheckFailedException") return false;
          throw error;
        }
      }),
  };
}
