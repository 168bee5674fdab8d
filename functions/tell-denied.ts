import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { sfnRestores } from "#adapters/aws/step-functions/restores.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock } from "#adapters/machine.ts";
import { tellDenied } from "#core/steps/tell-denied.ts";
import { reportFault, stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("tell-denied", tellDenied, {
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  restores: sfnRestores(required(env, "ROLE_RESTORE_ARN")),
  catalogue: loadCatalogue(),
  signer: kmsSigner({ restore: required(env, "RESTORE_LINK_KEY_ID") }),
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
