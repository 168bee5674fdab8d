import { PolicyParseError } from "#core/policy/parse.ts";
import { RoleNotFoundError } from "#core/review/errors.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import { PolicyMissingError } from "./errors.ts";
import { roleState } from "./role-state.ts";
import { ownPolicyNamed, type Snapshot, type SnapshotRole } from "./snapshot.ts";

/** A snapshot in the place of IAM, to read. */
export function snapshotRoles(snapshot: Snapshot): Roles {
  return {
    async *all() {
      for (const role of snapshot.RoleDetailList) yield readable(role, snapshot);
    },
    async read(roleName) {
      const role = snapshot.RoleDetailList.find((candidate) => candidate.RoleName === roleName);
      if (!role) throw new RoleNotFoundError(roleName);
      return roleState(role, snapshot);
    },
    policyNamed: async (name) => ownPolicyNamed(snapshot, name)?.Arn,
  };
}

/** One role that cannot be read must not hide the others. */
function readable(role: SnapshotRole, snapshot: Snapshot): RoleState {
  try {
    return roleState(role, snapshot);
  } catch (error) {
    if (!(error instanceof PolicyMissingError) && !(error instanceof PolicyParseError)) throw error;
    const bare = { ...role, AttachedManagedPolicies: [], RolePolicyList: [] };
    return { ...roleState(bare, snapshot), unreadable: error.message };
  }
}
