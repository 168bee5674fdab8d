import * as v from "valibot";
import { formatArn } from "#core/aws/arn.ts";
import { Arn } from "#core/aws/names.ts";
import type { RoleState } from "../../model/role-state.ts";
import { isRefined, WHITTLE_PATH } from "../../selection.ts";

/**
 * The name of a role's refined policy: `whittle-<role>`, and `whittle2-<role>`, `whittle3-<role>` … where one document does not hold everything.
 * The number stands in front, because `whittle-web-2` could be the second of `web` or the first of `web-2`.
 * At most 74 characters of the 128 that IAM allows: a role's name has at most 64.
 */
export function refinedName(roleName: string, place: number): string {
  return `whittle${place === 1 ? "" : place}-${roleName}`;
}

export function refinedArn({ partition, accountId }: Pick<RoleState, "partition" | "accountId">, name: string): Arn {
  return v.parse(Arn, formatArn({ partition, service: "iam", region: "", account: accountId, resource: `policy${WHITTLE_PATH}${name}` }));
}

/** The first name for a refined policy of the role that is not taken. */
export function freeName(roleName: string, isTaken: (name: string) => boolean): string {
  for (let place = 1; ; place += 1) {
    const name = refinedName(roleName, place);
    if (!isTaken(name)) return name;
  }
}

/** The refined policies that a role carries. */
export function refinedOf(role: RoleState): RoleState["attached"] {
  return role.attached.filter(({ arn }) => isRefined(arn));
}
