import { dynamodbChangePlaces } from "#adapters/aws/dynamodb-change-places.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { iamClient } from "#adapters/aws/iam-client.ts";
import { iamLastAccess, iamLatestUse } from "#adapters/aws/iam-last-access.ts";
import { iamRoleChanges } from "#adapters/aws/iam-role-changes.ts";
import { iamRoles } from "#adapters/aws/iam-roles.ts";
import { kmsSigner } from "#adapters/aws/kms-signer.ts";
import { mostChangesPerDay, required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock, timerPauses } from "#adapters/machine.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { reportFault, stepHandlerFor } from "./handler.ts";
import { inAccountOfReview } from "./in-account.ts";

const { env } = process;
const most = mostChangesPerDay(env);
const store = dynamodbReviewStore(required(env, "TABLE_NAME"));
/** What is the same in every account. */
const common = {
  store,
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  signer: kmsSigner({ restore: required(env, "RESTORE_LINK_KEY_ID") }),
  catalogue: loadCatalogue(),
  votes: kmsSigner({ vote: required(env, "VOTE_KEY_ID") }),
  ...(most === 0 ? {} : { places: dynamodbChangePlaces(required(env, "TABLE_NAME"), most) }),
  clock: systemClock,
  pauses: timerPauses,
  settings: settingsFromEnvironment(env),
};

export const handler = stepHandlerFor(
  "apply-policy",
  applyPolicy,
  inAccountOfReview(env, store, (access) => {
    const iam = iamClient(access);
    return { ...common, roles: iamRoles(iam), latestUse: iamLatestUse(iamLastAccess(iam)), changes: iamRoleChanges(iam) };
  }),
);
