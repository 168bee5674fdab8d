import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { iamClient } from "#adapters/aws/iam/client.ts";
import { iamRoleChanges } from "#adapters/aws/iam/role-changes.ts";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { required } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/machine.ts";
import { cleanUp } from "#core/steps/clean-up.ts";
import { stepHandlerFor } from "./handler.ts";
import { inAccountOfReview } from "./in-account.ts";

const { env } = process;
const store = dynamodbReviewStore(required(env, "TABLE_NAME"));
/** What is the same in every account. */
const common = {
  store,
  clock: systemClock,
};

export const handler = stepHandlerFor(
  "clean-up",
  cleanUp,
  inAccountOfReview(env, store, (access) => {
    const iam = iamClient(access);
    return { ...common, roles: iamRoles(iam), changes: iamRoleChanges(iam) };
  }),
);
