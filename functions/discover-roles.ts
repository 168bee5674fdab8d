import { accessAnalyzerGenerations } from "#adapters/aws/access-analyzer-generations.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { iamRoles } from "#adapters/aws/iam-roles.ts";
import { randomIds } from "#adapters/aws/random-ids.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/aws/system-clock.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("discover-roles", discoverRoles, {
  roles: iamRoles(),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  generations: accessAnalyzerGenerations({ trailArn: required(env, "TRAIL_ARN"), accessRoleArn: required(env, "ACCESS_ROLE_ARN") }),
  ids: randomIds,
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
