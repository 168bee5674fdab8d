import * as v from "valibot";
import { formatArn } from "#core/aws/arn.ts";
import { Arn, RoleName } from "#core/aws/names.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { RoleState } from "../model/role-state.ts";
import { type PermissionSet, permissionSetOf, roleNamePattern } from "./permission-set.ts";
import { type SetEvidence, setActivity } from "./set-activity.ts";

/**
 * What people did with a set, by the logs of its accounts. Its roles are those that the logs name; of an account without a record of one
 * nobody was asked when its role was last used, and the activity says so.
 */
export function deployedSetActivity(set: RoleState, evidence: SetEvidence, catalogue: ActionCatalogue): Activity {
  const keys = [...evidence.logs.tally.roles.keys()];
  const [first, ...others] = (set.permissionSet?.accounts ?? []).flatMap((account) => rolesIn(account, set, keys));
  const roles: PermissionSet["roles"] = [first ?? set, ...others];
  return setActivity({ name: set.name, arn: set.arn, roles }, set, evidence, catalogue);
}

/** A set that was assigned anew may have had two roles in an account. */
function rolesIn(account: string, set: RoleState, keys: readonly string[]): readonly RoleState[] {
  const names = keys.flatMap((key) => {
    const [of, name = ""] = key.split("/");
    return of === account && permissionSetOf({ name, path: set.path }) === set.name ? [name] : [];
  });
  return (names.length === 0 ? [roleNamePattern(set.name)] : names).map((name) => {
    const { partition, path } = set;
    const arn = v.parse(Arn, formatArn({ partition, service: "iam", region: "", account, resource: `role${path}${name}` }));
    return { ...set, arn, name: v.parse(RoleName, name.replace("*", "unknown")), accountId: account };
  });
}
