import { accessAnalyzerGenerations } from "#adapters/aws/access-analyzer-generations.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { required } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/aws/system-clock.ts";
import { checkGeneration } from "#core/steps/check-generation.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("check-generation", checkGeneration, {
  generations: accessAnalyzerGenerations({ trailArn: required(env, "TRAIL_ARN"), accessRoleArn: required(env, "ACCESS_ROLE_ARN") }),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  clock: systemClock,
});
