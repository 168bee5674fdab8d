import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { messageSettings, required } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { systemClock } from "#adapters/machine.ts";
import { reportFailure } from "#core/steps/report-failure.ts";
import { reportFault, stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("report-failure", reportFailure, {
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  clock: systemClock,
  settings: messageSettings(env),
});
