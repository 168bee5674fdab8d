import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { messageSettings, required } from "#adapters/aws/settings.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock } from "#adapters/machine.ts";
import { once } from "#core/once.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { rehearseCall } from "#core/steps/rehearse-call.ts";
import { reportFault, stepHandler } from "./handler.ts";
import { lastOf } from "./last-of.ts";

const { env } = process;
/** Loaded for the first message: most calls of a rehearsed role call for none. */
const notifier = once(async () => {
  const { snsNotifier, topicsFromEnvironment } = await import("#adapters/aws/sns-notifier.ts");
  return snsNotifier(topicsFromEnvironment(env), reportFault("chat"));
});
const rehearsals = once(async () => (await import("#adapters/aws/event-rule-rehearsals.ts")).eventRulesToEnd());
const store = dynamodbReviewStore(required(env, "TABLE_NAME"));

export const handler = stepHandler("rehearse-call", rehearseCall, {
  store,
  reviewed: lastOf(
    (review: Parameters<typeof reviewedRole>[1] & { readonly proposalHash?: string }) => reviewedRole(store, review),
    ({ id, proposalHash = "" }) => `${id} ${proposalHash}`,
  ),
  notifier: { publish: async (message) => (await notifier()).publish(message) },
  rehearsals: { end: async (reviewId) => (await rehearsals()).end(reviewId) },
  seals: kmsSigner({ "caught-call": required(env, "PROPOSAL_KEY_ID") }),
  catalogue: loadCatalogue(),
  clock: systemClock,
  settings: messageSettings(env),
});
