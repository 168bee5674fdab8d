import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { setsFromEnvironment } from "#adapters/aws/identity-center/sets-from-environment.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { noLastAccess, noLatestUse, noStacks } from "#adapters/local/small-ports.ts";
import { systemClock } from "#adapters/machine.ts";
import { once } from "#core/once.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;
const proposalKey = required(env, "PROPOSAL_KEY_ID");
/** Loaded when there is a policy to check: a proposal without a change has none. */
const checks = once(async () => (await import("#adapters/aws/access-analyzer/checks.ts")).accessAnalyzerChecks());

export const handler = stepHandler("propose-set", proposePolicy, {
  roles: setsFromEnvironment(env),
  // No stack is asked whose a set is, and IAM's reports on its roles lie in their accounts.
  stacks: noStacks,
  lastAccess: noLastAccess,
  latestUse: noLatestUse,
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  seals: kmsSigner({ proposal: proposalKey, "review-evidence": proposalKey, "caught-call": proposalKey }),
  checks: {
    validate: async (document) => (await checks()).validate(document),
    noNewAccess: async (proposed, existing) => (await checks()).noNewAccess(proposed, existing),
  },
  catalogue: loadCatalogue(),
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
