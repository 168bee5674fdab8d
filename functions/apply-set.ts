import { dynamodbChangePlaces } from "#adapters/aws/dynamodb-change-places.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { kmsSigner } from "#adapters/aws/kms-signer.ts";
import { permissionSetChanges } from "#adapters/aws/permission-set-changes.ts";
import { setHolders } from "#adapters/aws/set-holders.ts";
import { setsFromEnvironment } from "#adapters/aws/sets-from-environment.ts";
import { mostChangesPerDay, required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { noLatestUse } from "#adapters/local/small-ports.ts";
import { systemClock, timerPauses } from "#adapters/machine.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { reportFault, stepHandler } from "./handler.ts";

const { env } = process;
const most = mostChangesPerDay(env);
const instance = required(env, "SSO_ARN");

export const handler = stepHandler("apply-set", applyPolicy, {
  roles: setsFromEnvironment(env),
  latestUse: noLatestUse,
  changes: permissionSetChanges(instance, timerPauses),
  holders: setHolders(instance),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  signer: kmsSigner({ restore: required(env, "RESTORE_LINK_KEY_ID") }),
  catalogue: loadCatalogue(),
  votes: kmsSigner({ vote: required(env, "VOTE_KEY_ID") }),
  ...(most === 0 ? {} : { places: dynamodbChangePlaces(required(env, "TABLE_NAME"), most) }),
  clock: systemClock,
  pauses: timerPauses,
  settings: settingsFromEnvironment(env),
});
