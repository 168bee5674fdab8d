import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { sfnRestores } from "#adapters/aws/sfn-restores.ts";
import { systemClock } from "#adapters/aws/system-clock.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { watchRole } from "#core/steps/watch-role.ts";
import { reportFault, stepHandler } from "./handler.ts";
import { whenNeeded } from "./when-needed.ts";

const { env } = process;
/** Loaded for the first message and the link in it: most calls of a watched role call for none. */
const notifier = whenNeeded(async () => {
  const { snsNotifier, topicsFromEnvironment } = await import("#adapters/aws/sns-notifier.ts");
  return snsNotifier(topicsFromEnvironment(env), reportFault("chat"));
});
const signer = whenNeeded(async () => {
  const { kmsSigner } = await import("#adapters/aws/kms-signer.ts");
  return kmsSigner(required(env, "SIGNING_KEY_ID"));
});

export const handler = stepHandler("watch-role", watchRole, {
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notifier: { publish: async (message) => (await notifier()).publish(message) },
  restores: sfnRestores(required(env, "ROLE_RESTORE_ARN")),
  catalogue: loadCatalogue(),
  signer: {
    sign: async (text) => (await signer()).sign(text),
    verify: async (text, signature) => (await signer()).verify(text, signature),
  },
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
