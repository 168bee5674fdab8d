import { accessAnalyzerChecks } from "#adapters/aws/access-analyzer-checks.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { iamRoles } from "#adapters/aws/iam-roles.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/aws/system-clock.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import type { LastAccessReports, Stacks } from "#core/review/ports/iam.ts";
import { proposePolicy } from "#core/review/steps/propose-policy.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;
/** Loaded when the first role is looked up: starting does not need them. */
let stacks: Promise<Stacks> | undefined;
let lastAccess: Promise<LastAccessReports> | undefined;

export const handler = stepHandler("propose-policy", proposePolicy, {
  roles: iamRoles(),
  stacks: {
    async ownerOf(roleName) {
      stacks ??= import("#adapters/aws/cloudformation-stacks.ts").then(({ cloudFormationStacks }) => cloudFormationStacks());
      return await (await stacks).ownerOf(roleName);
    },
  },
  lastAccess: {
    async ofRole(roleArn) {
      lastAccess ??= import("#adapters/aws/iam-last-access.ts").then(({ iamLastAccess }) => iamLastAccess());
      return await (await lastAccess).ofRole(roleArn);
    },
  },
  store: dynamodbReviewStore(required(env, "TABLE_NAME")),
  checks: accessAnalyzerChecks(),
  catalogue: loadCatalogue(),
  clock: systemClock,
  settings: settingsFromEnvironment(env),
});
