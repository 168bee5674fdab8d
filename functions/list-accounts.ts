import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { organizations } from "#adapters/aws/organizations.ts";
import { required } from "#adapters/aws/settings.ts";
import { sfnCallbacks } from "#adapters/aws/step-functions/callbacks.ts";
import { systemClock } from "#adapters/machine.ts";
import { listAccounts } from "#core/steps/list-accounts.ts";
import { stepHandler } from "./handler.ts";

export const handler = stepHandler("list-accounts", listAccounts, {
  organization: organizations(),
  store: dynamodbReviewStore(required(process.env, "TABLE_NAME")),
  callbacks: sfnCallbacks(),
  clock: systemClock,
});
