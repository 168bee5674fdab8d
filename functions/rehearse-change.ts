import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { eventRuleRehearsals } from "#adapters/aws/event-rule-rehearsals.ts";
import { iamClient } from "#adapters/aws/iam/client.ts";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { systemClock } from "#adapters/machine.ts";
import { rehearseChange } from "#core/steps/rehearse-change.ts";
import { reportFault, stepHandlerFor } from "./handler.ts";
import { inAccountOfReview } from "./in-account.ts";

const { env } = process;
const store = dynamodbReviewStore(required(env, "TABLE_NAME"));
/** What is the same in every account. */
const common = {
  store,
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  rehearsals: eventRuleRehearsals(required(env, "REHEARSE_CALL_ARN")),
  clock: systemClock,
  settings: settingsFromEnvironment(env),
};

export const handler = stepHandlerFor(
  "rehearse-change",
  rehearseChange,
  inAccountOfReview(env, store, (access) => ({ ...common, roles: iamRoles(iamClient(access)) })),
);
