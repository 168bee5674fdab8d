import type { AccountAccess } from "#adapters/aws/account-access.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { iamClient } from "#adapters/aws/iam/client.ts";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock } from "#adapters/machine.ts";
import { once } from "#core/once.ts";
import type { LastAccessReports } from "#core/review/ports/iam.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { stepHandlerFor } from "./handler.ts";
import { inAccountOfReview, settingsIn } from "./in-account.ts";

const { env } = process;
const store = dynamodbReviewStore(required(env, "TABLE_NAME"));
const settings = settingsFromEnvironment(env);
const catalogue = loadCatalogue();
const proposalKey = required(env, "PROPOSAL_KEY_ID");
const seals = kmsSigner({ proposal: proposalKey, "review-evidence": proposalKey, "caught-call": proposalKey });
/**
 * Loaded when there is a policy to check: a proposal without a change has none. The stack's own account checks for all: what is checked is
 * text alone.
 */
const checks = once(async () => (await import("#adapters/aws/access-analyzer/checks.ts")).accessAnalyzerChecks());

/** What a proposal is made with, in the account of its role. */
function portsIn(access: AccountAccess): Parameters<typeof proposePolicy>[0] {
  const iam = iamClient(access);
  const stacks = once(async () => (await import("#adapters/aws/cloudformation-stacks.ts")).cloudFormationStacks(access));
  const reports = once(async () => (await import("#adapters/aws/iam/last-access.ts")).iamLastAccess(iam));
  const lastAccess: LastAccessReports = { ofRole: async (roleArn) => (await reports()).ofRole(roleArn) };
  return {
    roles: iamRoles(iam),
    stacks: { ownerOf: async (roleName) => (await stacks()).ownerOf(roleName) },
    lastAccess,
    latestUse: { ofRole: async (roleArn) => (await import("#adapters/aws/iam/last-access.ts")).iamLatestUse(lastAccess).ofRole(roleArn) },
    store,
    seals,
    checks: {
      validate: async (document) => (await checks()).validate(document),
      noNewAccess: async (proposed, existing) => (await checks()).noNewAccess(proposed, existing),
    },
    catalogue,
    clock: systemClock,
    settings: settingsIn(access, settings, env),
  };
}

export const handler = stepHandlerFor("propose-policy", proposePolicy, inAccountOfReview(env, store, portsIn));
