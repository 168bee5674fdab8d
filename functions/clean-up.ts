import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { iamRoleChanges } from "#adapters/aws/iam-role-changes.ts";
import { iamRoles } from "#adapters/aws/iam-roles.ts";
import { required } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/machine.ts";
import { cleanUp } from "#core/steps/clean-up.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("clean-up", cleanUp, {
  roles: iamRoles(),
  changes: iamRoleChanges(),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  clock: systemClock,
});
