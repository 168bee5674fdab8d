import { readSnapshot, type Snapshot, type SnapshotRole } from "#adapters/local/account/snapshot.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import type { LocalReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { accountOf } from "#core/aws/arn.ts";
import { InvalidInputError } from "#core/errors.ts";
import { fingerprint } from "#core/review/change/fingerprint.ts";
import { isBegun } from "#core/review/model/journal.ts";
import { isRefined } from "#core/review/selection.ts";
import { counted, someOf } from "#core/text.ts";
import { snapshotIn } from "../output-folder.ts";
import type { ReviewArguments } from "./arguments.ts";

/**
 * Gives an account's export the changes that earlier runs carried out in an output folder, so that the folder's snapshot keeps
 * them. A role is taken from there where the export still shows it as it was before a change. Returns the names of roles that the
 * export shows otherwise: it is newer than the change. Throws InvalidInputError where the folder is of another account.
 */
export async function carryOver(snapshot: Snapshot, out: string, store: LocalReviewStore): Promise<readonly string[]> {
  const file = snapshotIn(out);
  const earlier = readSnapshot(file);
  refuseOtherAccount(snapshot, earlier, file);
  const newer: string[] = [];
  const [states, earlierStates] = [await statesOf(snapshot), await statesOf(earlier)];
  for (const [name, before] of await changedRoles(store)) {
    const [now, then] = [states.get(name), earlierStates.get(name)];
    if (!now || !then || now === then) continue;
    if (before.has(now)) takeOver(snapshot, earlier, name);
    else newer.push(name);
  }
  return newer;
}

/** The fingerprint of each role, by its name. */
async function statesOf(snapshot: Snapshot): Promise<ReadonlyMap<string, string>> {
  const states = new Map<string, string>();
  for await (const role of snapshotRoles(snapshot).all()) states.set(role.name, fingerprint(role));
  return states;
}

function refuseOtherAccount(snapshot: Snapshot, earlier: Snapshot, file: string): void {
  const [now, then] = [snapshot, earlier].map(({ RoleDetailList: [role] }) => accountOf(role?.Arn ?? ""));
  if (now !== then) throw new InvalidInputError(file, `it is of account ${then}, not ${now}. Use a folder for each account.`);
}

/** The roles that carry a change of this record, each with the fingerprints that it had before. */
async function changedRoles(store: LocalReviewStore): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const changed = new Map<string, Set<string>>();
  for (const { id, roleName, status } of store.all()) {
    if (status === "restored" || status === "failed" || !isBegun(await store.journal(id))) continue;
    const before = await store.document(id, "before");
    if (before) changed.set(roleName, (changed.get(roleName) ?? new Set()).add(fingerprint(before)));
  }
  return changed;
}

/** The role's policies as the earlier snapshot has them, and the refined ones themselves with their versions. */
function takeOver(snapshot: Snapshot, earlier: Snapshot, name: string): void {
  const role = roleNamed(snapshot, name);
  const then = roleNamed(earlier, name);
  if (!role || !then) return;
  role.AttachedManagedPolicies = then.AttachedManagedPolicies;
  role.RolePolicyList = then.RolePolicyList;
  const carried = new Set(then.AttachedManagedPolicies.map(({ PolicyArn }) => PolicyArn));
  const known = new Set(snapshot.Policies.map(({ Arn }) => Arn));
  const taken = earlier.Policies.filter(({ Arn }) => carried.has(Arn) && (isRefined(Arn) || !known.has(Arn)));
  const replaced = new Set(taken.map(({ Arn }) => Arn));
  snapshot.Policies = [...snapshot.Policies.filter(({ Arn }) => !replaced.has(Arn)), ...taken];
}

function roleNamed({ RoleDetailList }: Snapshot, name: string): SnapshotRole | undefined {
  return RoleDetailList.find(({ RoleName }) => RoleName === name);
}

/** Why the changes of some roles are not in the snapshot. */
export function notCarriedOver(names: readonly string[], { account, out }: ReviewArguments): string {
  const roles = `${counted(names.length, "role")} of ${out} ${names.length === 1 ? "has" : "have"}`;
  return `${roles} other policies in ${account}, which is newer and counts: ${someOf(names, 10)}`;
}
