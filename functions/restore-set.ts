import { permissionSetChanges } from "#adapters/aws/permission-set-changes.ts";
import { setsFromEnvironment } from "#adapters/aws/sets-from-environment.ts";
import { required } from "#adapters/aws/settings.ts";
import { timerPauses } from "#adapters/machine.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { portsToRestore } from "./changing.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("restore-set", restoreRole, {
  ...portsToRestore(env),
  roles: setsFromEnvironment(env),
  changes: permissionSetChanges(required(env, "SSO_ARN"), timerPauses),
});
