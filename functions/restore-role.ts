import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { iamClient } from "#adapters/aws/iam-client.ts";
import { iamRoleChanges } from "#adapters/aws/iam-role-changes.ts";
import { iamRoles } from "#adapters/aws/iam-roles.ts";
import { kmsSigner } from "#adapters/aws/kms-signer.ts";
import { messageSettings, required } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock, timerPauses } from "#adapters/machine.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { reportFault, stepHandlerFor } from "./handler.ts";
import { inAccountOfReview } from "./in-account.ts";

const { env } = process;
const voteKey = required(env, "VOTE_KEY_ID");
const store = dynamodbReviewStore(required(env, "TABLE_NAME"));
/** What is the same in every account. */
const common = {
  store,
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  catalogue: loadCatalogue(),
  votes: kmsSigner({ vote: voteKey, "restore-vote": voteKey }),
  clock: systemClock,
  settings: messageSettings(env),
  pauses: timerPauses,
};

export const handler = stepHandlerFor(
  "restore-role",
  restoreRole,
  inAccountOfReview(env, store, (access) => {
    const iam = iamClient(access);
    return { ...common, roles: iamRoles(iam), changes: iamRoleChanges(iam) };
  }),
);
