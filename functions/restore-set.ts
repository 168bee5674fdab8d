import { permissionSetChanges } from "#adapters/aws/identity-center/permission-set-changes.ts";
import { setsFromEnvironment } from "#adapters/aws/identity-center/sets-from-environment.ts";
import { required } from "#adapters/aws/settings.ts";
import { timerPauses } from "#adapters/machine.ts";
import { once } from "#core/once.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { portsToRestore } from "./changing.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;
const instance = required(env, "SSO_ARN");
/** Loaded where somebody asked on the restore page: undoing a change that failed needs it not. */
const holders = once(async () => (await import("#adapters/aws/identity-center/set-holders.ts")).setHolders(instance));

export const handler = stepHandler("restore-set", restoreRole, {
  ...portsToRestore(env),
  roles: setsFromEnvironment(env),
  changes: permissionSetChanges(instance, timerPauses),
  holders: { holds: async (set, person) => (await holders()).holds(set, person) },
});
