import type { RoleName } from "#core/aws/names.ts";
import type { SignedIn } from "../model/review.ts";
import type { RoleState } from "../model/role-state.ts";
import type { RoleChanges } from "./iam.ts";

/** IAM Identity Center, write, by a set's name. Each call changes the set alone; `provision` brings the set to its accounts. */
export type SetChanges = Pick<RoleChanges, "attach" | "detach" | "putInline" | "deleteInline" | "inlineDocument" | "attached"> & {
  /**
   * Brings the set to its role in every account, and returns when it is there. Accounts that fail are tried again by themselves. Throws
   * ProvisioningFailedError, which names those that failed again, and ThrottledError where a provisioning is under way already.
   */
  provision(setName: RoleName): Promise<void>;
};

/** A set as a review knows it: with its ARN, it is found without asking the others. */
export type KnownSet = Pick<RoleState, "name" | "permissionSet">;

/** Who is assigned to a permission set. */
export interface SetHolders {
  /** Undefined where Identity Center knows nobody like this person, so that it cannot be told. */
  holds(set: KnownSet, person: SignedIn): Promise<boolean | undefined>;
}
