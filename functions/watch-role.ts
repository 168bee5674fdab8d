import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { required } from "#adapters/aws/settings.ts";
import { sfnNotices } from "#adapters/aws/step-functions/notices.ts";
import { systemClock } from "#adapters/machine.ts";
import { once } from "#core/once.ts";
import { type MissedOf, watchRole } from "#core/steps/watch-role.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

/** What is known of AWS's services and their actions is read for calls of roles under watch alone. */
const missedOf = once(async (): Promise<MissedOf> => {
  const [{ loadCatalogue }, { missedPermissions }] = await Promise.all([
    import("#adapters/catalogue.ts"),
    import("#core/review/change/watch/watch.ts"),
  ]);
  const catalogue = loadCatalogue();
  return (record, change) => missedPermissions(record, change, catalogue);
});

export const handler = stepHandler("watch-role", watchRole, {
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notices: sfnNotices(required(env, "TELL_DENIED_ARN")),
  missedOf,
  clock: systemClock,
});
