import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { kmsSigner } from "#adapters/aws/kms-signer.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { sfnCallbacks } from "#adapters/aws/sfn-callbacks.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { systemClock } from "#adapters/aws/system-clock.ts";
import { requestApproval } from "#core/review/steps/request-approval.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("request-approval", requestApproval, {
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notifier: snsNotifier(topicsFromEnvironment(env)),
  callbacks: sfnCallbacks(),
  signer: kmsSigner(required(env, "SIGNING_KEY_ID")),
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
