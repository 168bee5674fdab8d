import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { eventRuleRehearsals } from "#adapters/aws/event-rule-rehearsals.ts";
import { iamRoles } from "#adapters/aws/iam-roles.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { systemClock } from "#adapters/machine.ts";
import { rehearseChange } from "#core/steps/rehearse-change.ts";
import { reportFault, stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("rehearse-change", rehearseChange, {
  roles: iamRoles(),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  rehearsals: eventRuleRehearsals(required(env, "REHEARSE_CALL_ARN")),
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
