import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { evidenceEngine } from "#adapters/aws/evidence-engine.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { required } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/machine.ts";
import { checkGeneration } from "#core/steps/check-generation.ts";
import { stepHandlerFor } from "./handler.ts";
import { inAccountOfReview } from "./in-account.ts";

const { env } = process;
const engineOf = await evidenceEngine(env);
const seals = kmsSigner({ "review-evidence": required(env, "PROPOSAL_KEY_ID") });
const store = dynamodbReviewStore(required(env, "TABLE_NAME"));

export const handler = stepHandlerFor(
  "check-generation",
  checkGeneration,
  inAccountOfReview(env, store, (access) => ({
    generations: engineOf(access),
    store,
    seals,
    clock: systemClock,
  })),
);
