import { accessAnalyzerGenerations } from "#adapters/aws/access-analyzer-generations.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { required } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/aws/system-clock.ts";
import { startGeneration } from "#core/steps/start-generation.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("start-generation", startGeneration, {
  generations: accessAnalyzerGenerations({ trailArn: required(env, "TRAIL_ARN"), accessRoleArn: required(env, "ACCESS_ROLE_ARN") }),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  clock: systemClock,
});
