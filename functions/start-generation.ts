import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { evidenceEngine } from "#adapters/aws/evidence-engine.ts";
import { required } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/machine.ts";
import { startGeneration } from "#core/steps/start-generation.ts";
import { stepHandlerFor } from "./handler.ts";
import { inAccountOfReview } from "./in-account.ts";

const { env } = process;
const engineOf = await evidenceEngine(env);
const store = dynamodbReviewStore(required(env, "TABLE_NAME"));

export const handler = stepHandlerFor(
  "start-generation",
  startGeneration,
  inAccountOfReview(env, store, (access) => ({
    generations: engineOf(access),
    store,
    clock: systemClock,
  })),
);
