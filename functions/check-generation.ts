import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { evidenceEngine } from "#adapters/aws/evidence-engine.ts";
import { required } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/machine.ts";
import { checkGeneration } from "#core/steps/check-generation.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("check-generation", checkGeneration, {
  generations: await evidenceEngine(env),
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  clock: systemClock,
});
