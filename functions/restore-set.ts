import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { kmsSigner } from "#adapters/aws/kms-signer.ts";
import { permissionSetChanges } from "#adapters/aws/permission-set-changes.ts";
import { setsFromEnvironment } from "#adapters/aws/sets-from-environment.ts";
import { messageSettings, required } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock, timerPauses } from "#adapters/machine.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { reportFault, stepHandler } from "./handler.ts";

const { env } = process;
const voteKey = required(env, "VOTE_KEY_ID");

export const handler = stepHandler("restore-set", restoreRole, {
  roles: setsFromEnvironment(env),
  changes: permissionSetChanges(required(env, "SSO_ARN"), timerPauses),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  catalogue: loadCatalogue(),
  votes: kmsSigner({ vote: voteKey, "restore-vote": voteKey }),
  clock: systemClock,
  settings: messageSettings(env),
  pauses: timerPauses,
});
