import { iamClient } from "#adapters/aws/iam/client.ts";
import { iamRoleChanges } from "#adapters/aws/iam/role-changes.ts";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { portsToRestore } from "./changing.ts";
import { stepHandlerFor } from "./handler.ts";
import { inAccountOfReview } from "./in-account.ts";

const { env } = process;
const ports = portsToRestore(env);

export const handler = stepHandlerFor(
  "restore-role",
  restoreRole,
  inAccountOfReview(env, ports.store, (access) => {
    const iam = iamClient(access);
    return { ...ports, roles: iamRoles(iam), changes: iamRoleChanges(iam) };
  }),
);
