import { formatArn, parseArn } from "#core/aws/arn.ts";
import type { Restoring } from "#core/web/restorable.ts";
import { loadCatalogue } from "../catalogue.ts";
import { accountAccess } from "./account-access.ts";
import { iamClient } from "./iam/client.ts";
import { iamRoles } from "./iam/roles.ts";
import { knownSet } from "./identity-center/sets-from-environment.ts";
import { type Environment, required } from "./settings.ts";
import { sfnRestores } from "./step-functions/restores.ts";

/**
 * What the restore page of a stack needs, on AWS. Throws InvalidInputError where the environment does not name the state machine. The page's
 * environment has no room for MEMBER_ROLE: it is made of the stack's name and an ARN that is there.
 */
export function restoringFromEnvironment(environment: Environment, stack: string): Restoring {
  const machineArn = required(environment, "ROLE_RESTORE_ARN");
  const { partition = "", account = "" } = parseArn(machineArn) ?? {};
  const resource = `role/whittle/${stack}-approval-page`;
  const MEMBER_ROLE = formatArn({ partition, service: "iam", region: "", account, resource });
  const accessTo = accountAccess({ ...environment, MEMBER_ROLE });
  return {
    rolesIn: (of) => iamRoles(iamClient(accessTo(of))),
    catalogue: loadCatalogue(),
    restores: sfnRestores(machineArn),
    ...(environment.SET_RESTORE_ARN
      ? { ofSets: { rolesOf: (before) => knownSet(environment, before), restores: sfnRestores(environment.SET_RESTORE_ARN) } }
      : {}),
  };
}
