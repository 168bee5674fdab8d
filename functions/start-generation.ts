import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { evidenceEngine } from "#adapters/aws/evidence-engine.ts";
import { required } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/machine.ts";
import { startGeneration } from "#core/steps/start-generation.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("start-generation", startGeneration, {
  generations: await evidenceEngine(env),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  clock: systemClock,
});
