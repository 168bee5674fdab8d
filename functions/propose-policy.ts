import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { iamRoles } from "#adapters/aws/iam-roles.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock } from "#adapters/machine.ts";
import type { LastAccessReports } from "#core/review/ports/iam.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { stepHandler } from "./handler.ts";
import { whenNeeded } from "./when-needed.ts";

const { env } = process;
const stacks = whenNeeded(async () => (await import("#adapters/aws/cloudformation-stacks.ts")).cloudFormationStacks());
/** Loaded when there is a policy to check: a proposal without a change has none. */
const checks = whenNeeded(async () => (await import("#adapters/aws/access-analyzer-checks.ts")).accessAnalyzerChecks());
const reports = whenNeeded(async () => (await import("#adapters/aws/iam-last-access.ts")).iamLastAccess());
const lastAccess: LastAccessReports = { ofRole: async (roleArn) => (await reports()).ofRole(roleArn) };

export const handler = stepHandler("propose-policy", proposePolicy, {
  roles: iamRoles(),
  stacks: { ownerOf: async (roleName) => (await stacks()).ownerOf(roleName) },
  lastAccess,
  latestUse: { ofRole: async (roleArn) => (await import("#adapters/aws/iam-last-access.ts")).iamLatestUse(lastAccess).ofRole(roleArn) },
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  checks: {
    validate: async (document) => (await checks()).validate(document),
    noNewAccess: async (proposed, existing) => (await checks()).noNewAccess(proposed, existing),
  },
  catalogue: loadCatalogue(),
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
