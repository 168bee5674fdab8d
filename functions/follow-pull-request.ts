import { codeHostFromEnvironment } from "#adapters/aws/code-host.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { iamClient } from "#adapters/aws/iam/client.ts";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock } from "#adapters/machine.ts";
import { followPullRequest } from "#core/steps/follow-pull-request.ts";
import { reportFault, stepHandlerFor } from "./handler.ts";
import { inAccountOfReview } from "./in-account.ts";

const { env } = process;
const store = dynamodbReviewStore(required(env, "TABLE_NAME"));
/** What is the same in every account. */
const common = {
  store,
  notifier: snsNotifier(topicsFromEnvironment(env), reportFault("chat")),
  catalogue: loadCatalogue(),
  votes: kmsSigner({ vote: required(env, "VOTE_KEY_ID") }),
  clock: systemClock,
  settings: settingsFromEnvironment(env),
  ...codeHostFromEnvironment(env),
};

export const handler = stepHandlerFor(
  "follow-pull-request",
  followPullRequest,
  inAccountOfReview(env, store, (access) => ({ ...common, roles: iamRoles(iamClient(access)) })),
);
