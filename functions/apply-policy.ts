import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { iamLastAccess, iamLatestUse } from "#adapters/aws/iam-last-access.ts";
import { iamRoleChanges } from "#adapters/aws/iam-role-changes.ts";
import { iamRoles } from "#adapters/aws/iam-roles.ts";
import { kmsSigner } from "#adapters/aws/kms-signer.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock, timerPauses } from "#adapters/machine.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { reportFault, stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("apply-policy", applyPolicy, {
  roles: iamRoles(),
  latestUse: iamLatestUse(iamLastAccess()),
  changes: iamRoleChanges(),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  signer: kmsSigner({ restore: required(env, "RESTORE_LINK_KEY_ID") }),
  catalogue: loadCatalogue(),
  votes: kmsSigner({ vote: required(env, "VOTE_KEY_ID") }),
  clock: systemClock,
  pauses: timerPauses,
  settings: settingsFromEnvironment(env),
});
