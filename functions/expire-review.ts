import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { required } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/machine.ts";
import { expireReview } from "#core/steps/expire-review.ts";
import { stepHandler } from "./handler.ts";

export const handler = stepHandler("expire-review", expireReview, {
  store: dynamodbReviewStore(required(process.env, "TABLE_NAME")),
  clock: systemClock,
});
