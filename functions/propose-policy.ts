import { accessAnalyzerChecks } from "#adapters/aws/access-analyzer-checks.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { iamRoles } from "#adapters/aws/iam-roles.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/aws/system-clock.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { proposePolicy } from "#core/review/steps/propose-policy.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("propose-policy", proposePolicy, {
  roles: iamRoles(),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  checks: accessAnalyzerChecks(),
  catalogue: loadCatalogue(),
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
