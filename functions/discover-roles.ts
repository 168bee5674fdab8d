import { type AccountAccess, ownAccount } from "#adapters/aws/account-access.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { evidenceEngine } from "#adapters/aws/evidence-engine.ts";
import { iamClient } from "#adapters/aws/iam/client.ts";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { rolesAndSets } from "#adapters/aws/identity-center/sets-from-environment.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { randomIds, systemClock } from "#adapters/machine.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import { DiscoveryInput, discoverRoles } from "#core/steps/discover-roles.ts";
import { readInput } from "#core/steps/input.ts";
import { stepHandlerFor } from "./handler.ts";
import { perAccount, settingsIn } from "./in-account.ts";

const { env } = process;
const store = dynamodbReviewStore(required(env, "TABLE_NAME"));
const settings = settingsFromEnvironment(env);
const engineOf = await evidenceEngine(env);

const portsIn = perAccount(env, (access) => ({
  roles: rolesIn(access),
  store,
  generations: engineOf(access),
  ids: randomIds,
  clock: systemClock,
  settings: settingsIn(access, settings, env),
}));

export const handler = stepHandlerFor("discover-roles", discoverRoles, async (event) => {
  const { account = ownAccount(env) } = readInput(DiscoveryInput, event, "execution input").input;
  return portsIn(account);
});

/** The permission sets are looked at with the stack's own account. */
function rolesIn(access: AccountAccess): Roles {
  const roles = iamRoles(iamClient(access));
  return env.SSO_ARN && access.account === ownAccount(env) ? rolesAndSets(roles, env) : roles;
}
