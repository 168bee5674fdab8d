import { permissionSetChanges } from "#adapters/aws/permission-set-changes.ts";
import { setHolders } from "#adapters/aws/set-holders.ts";
import { setsFromEnvironment } from "#adapters/aws/sets-from-environment.ts";
import { required } from "#adapters/aws/settings.ts";
import { noLatestUse } from "#adapters/local/small-ports.ts";
import { timerPauses } from "#adapters/machine.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { portsToApply } from "./changing.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;
const instance = required(env, "SSO_ARN");

export const handler = stepHandler("apply-set", applyPolicy, {
  ...portsToApply(env),
  roles: setsFromEnvironment(env),
  latestUse: noLatestUse,
  changes: permissionSetChanges(instance, timerPauses),
  holders: setHolders(instance),
});
