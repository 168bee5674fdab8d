import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { InvalidInputError } from "#core/errors.ts";
import { matches } from "#core/policy/match.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { type PermissionSet, permissionSetsOf } from "#core/review/permission-sets/permission-set.ts";
import { didYouMean } from "../../nearest.ts";
import { UsageError } from "../../usage-error.ts";
import type { ReviewArguments } from "../arguments.ts";
import { openAccount } from "../open-account.ts";

/** The accounts of a run, and the permission sets in them that it is about. */
export interface SetsRun {
  /** The roles of all accounts. */
  readonly roles: readonly RoleState[];
  readonly sets: readonly PermissionSet[];
}

/** Opens each `--account`, and finds what `--permission-set` names. Throws typed errors. */
export async function prepareSets(given: ReviewArguments): Promise<SetsRun> {
  const roles: RoleState[] = [];
  const fileOf = new Map<string, string>();
  for (const account of given.accounts) {
    const own = await rolesOf({ ...given, account });
    for (const id of new Set(own.map(({ accountId }) => accountId))) {
      const other = fileOf.get(id);
      if (other !== undefined) throw new UsageError("review", `--account ${other} and --account ${account} are both of account ${id}.`);
      fileOf.set(id, account);
    }
    roles.push(...own);
  }
  return { roles, sets: selectSets(given.permissionSets, permissionSetsOf(roles), given.accounts) };
}

async function rolesOf(given: ReviewArguments): Promise<readonly RoleState[]> {
  const roles: RoleState[] = [];
  for await (const role of snapshotRoles(await openAccount(given)).all()) roles.push(role);
  return roles;
}

function selectSets(words: readonly string[], sets: readonly PermissionSet[], files: readonly string[]): readonly PermissionSet[] {
  const isMeant = (word: string, { name }: PermissionSet) => word === name || matches(word, name);
  for (const word of words) {
    if (sets.some((set) => isMeant(word, set))) continue;
    const known = sets.map(({ name }) => name);
    const none =
      sets.length === 0
        ? "no role of IAM Identity Center (AWSReservedSSO_…) is in it."
        : `no permission set is named ${word}.${didYouMean(word, known)}`;
    throw new InvalidInputError(files.join(", "), none);
  }
  return sets.filter((set) => words.some((word) => isMeant(word, set)));
}
