import { permissionSetChanges } from "#adapters/aws/identity-center/permission-set-changes.ts";
import { setsFromEnvironment } from "#adapters/aws/identity-center/sets-from-environment.ts";
import { required } from "#adapters/aws/settings.ts";
import { noLatestUse } from "#adapters/local/small-ports.ts";
import { timerPauses } from "#adapters/machine.ts";
import { once } from "#core/once.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { portsToApply } from "./changing.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;
const instance = required(env, "SSO_ARN");
/** Loaded where somebody's vote is looked at: a repeated step asks of none. */
const holders = once(async () => (await import("#adapters/aws/identity-center/set-holders.ts")).setHolders(instance));

export const handler = stepHandler("apply-set", applyPolicy, {
  ...portsToApply(env),
  roles: setsFromEnvironment(env),
  latestUse: noLatestUse,
  changes: permissionSetChanges(instance, timerPauses),
  holders: { holds: async (set, person) => (await holders()).holds(set, person) },
});
