import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { systemClock } from "#adapters/machine.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { reportFault, stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("close-review", closeReview, {
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
