import { iamClient } from "#adapters/aws/iam/client.ts";
import { iamLastAccess, iamLatestUse } from "#adapters/aws/iam/last-access.ts";
import { iamRoleChanges } from "#adapters/aws/iam/role-changes.ts";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { portsToApply } from "./changing.ts";
import { stepHandlerFor } from "./handler.ts";
import { inAccountOfReview } from "./in-account.ts";

const { env } = process;
const ports = portsToApply(env);

export const handler = stepHandlerFor(
  "apply-policy",
  applyPolicy,
  inAccountOfReview(env, ports.store, (access) => {
    const iam = iamClient(access);
    return { ...ports, roles: iamRoles(iam), latestUse: iamLatestUse(iamLastAccess(iam)), changes: iamRoleChanges(iam) };
  }),
);
