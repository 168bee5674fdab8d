import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { required } from "#adapters/aws/settings.ts";
import { sfnNotices } from "#adapters/aws/sfn-notices.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock } from "#adapters/machine.ts";
import { watchRole } from "#core/steps/watch-role.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("watch-role", watchRole, {
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notices: sfnNotices(required(env, "TELL_DENIED_ARN")),
  catalogue: loadCatalogue(),
  clock: systemClock,
});
