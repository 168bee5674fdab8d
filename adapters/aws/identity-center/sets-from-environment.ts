import { IAMClient } from "@aws-sdk/client-iam";
import { onceFor } from "#core/once.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import { clientSettings } from "../client-settings.ts";
import { awsManagedPolicy } from "../iam/roles.ts";
import { type Environment, required } from "../settings.ts";
import { permissionSets, setFinder, ssoAdmin } from "./permission-sets.ts";

/**
 * The permission sets of the stack's Identity Center instance, made once: where each set is, is known from the first time that it is found.
 * Throws InvalidInputError where the environment names none.
 */
export const setsFromEnvironment = onceFor((environment: Environment) => setsOf(environment, new Map()));

/** The same where a set is known from its review: it is found without asking the others. */
export function knownSet(environment: Environment, { name, permissionSet }: Pick<RoleState, "name" | "permissionSet">): Roles {
  return setsOf(environment, new Map(permissionSet ? [[name, permissionSet.arn]] : []));
}

function setsOf(environment: Environment, known: Map<string, string>): Roles {
  const iam = new IAMClient(clientSettings);
  const client = ssoAdmin();
  const arn = required(environment, "SSO_ARN");
  const instance = {
    arn,
    region: required(environment, "AWS_REGION"),
    tagKey: required(environment, "TAG_KEY"),
    account: environment.SSO_ACCOUNT,
  };
  return permissionSets(instance, (policyArn) => awsManagedPolicy(iam, policyArn), client, setFinder(client, arn, known));
}

/** Roles, and after them the permission sets: a cycle takes both. */
export function rolesAndSets(roles: Roles, environment: Environment): Roles {
  const sets = setsFromEnvironment(environment);
  return {
    ...roles,
    async *all() {
      yield* roles.all();
      yield* sets.all();
    },
  };
}
