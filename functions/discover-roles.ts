import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { evidenceEngine } from "#adapters/aws/evidence-engine.ts";
import { iamRoles } from "#adapters/aws/iam-roles.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { randomIds, systemClock } from "#adapters/machine.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("discover-roles", discoverRoles, {
  roles: iamRoles(),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  generations: await evidenceEngine(env),
  ids: randomIds,
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
