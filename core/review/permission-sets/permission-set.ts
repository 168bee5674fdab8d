import * as v from "valibot";
import { formatArn, parseArn } from "#core/aws/arn.ts";
import { Arn } from "#core/aws/names.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { type RoleKey, roleKey } from "#core/cloudtrail/role-key.ts";
import type { RoleState } from "../model/role-state.ts";

/** A permission set of IAM Identity Center, as the roles show it that Identity Center made for it. */
export interface PermissionSet {
  readonly name: string;
  /** The roles' ARNs, with what differs between accounts left open. */
  readonly arn: Arn;
  /** One an account, sorted by ARN. */
  readonly roles: readonly [RoleState, ...RoleState[]];
}

/** IAM Identity Center User Guide, "Referencing permission sets in resource policies, Amazon EKS Cluster config maps, and AWS KMS key policies". */
const PATH = "/aws-reserved/sso.amazonaws.com/";
const NAME = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

/** The name of the permission set that a role was made for; undefined of any other role. */
export function permissionSetOf({ name, path }: { readonly name: string; readonly path: string }): string | undefined {
  return path.startsWith(PATH) ? NAME.exec(name)?.[1] : undefined;
}

/**
 * The permission sets whose roles are among these, sorted by name. The path holds the Region of Identity Center: sets of two instances are
 * two, also where they have the same name.
 */
export function permissionSetsOf(roles: readonly RoleState[]): readonly PermissionSet[] {
  const byArn = new Map<Arn, PermissionSet>();
  for (const role of roles) {
    const name = permissionSetOf(role);
    if (name === undefined) continue;
    const arn = arnOf(role, name);
    const known = byArn.get(arn)?.roles ?? [];
    const [first = role, ...others] = [...known, role].sort((a, b) => (a.arn < b.arn ? -1 : 1));
    byArn.set(arn, { name, arn, roles: [first, ...others] });
  }
  return [...byArn.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1)).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function arnOf({ partition, path }: RoleState, name: string): Arn {
  return setArn({ partition, path, name });
}

/** The ARNs of a set's roles, with what differs between accounts left open. */
export function setArn({ partition, path, name }: { readonly partition: string; readonly path: string; readonly name: string }): Arn {
  const resource = `role${path}${roleNamePattern(name)}`;
  return v.parse(Arn, formatArn({ partition, service: "iam", region: "", account: "*", resource }));
}

/** The name of the permission set that an ARN stands for; undefined where it is one role's. */
export function setNameIn(arn: string): string | undefined {
  return /:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[^/]+\/)?AWSReservedSSO_(.+)_\*$/.exec(arn)?.[1];
}

/** What the set is known by whose role made the call; undefined of any other caller. */
export function setKeyOf({ caller: { issuerArn } }: Pick<CloudTrailRecord, "caller">): RoleKey | undefined {
  const { partition = "", resource = "" } = parseArn(issuerArn) ?? {};
  const [, path = "", name = ""] = /^role(\/.*\/)([^/]+)$/.exec(resource) ?? [];
  const setName = permissionSetOf({ name, path });
  return setName === undefined ? undefined : roleKey(setArn({ partition, path, name: setName }));
}

/** Does an ARN stand for a permission set? */
export function isSetArn(arn: string): boolean {
  return setNameIn(arn) !== undefined;
}

/** The names of a set's roles: each account has its own ending. */
export function roleNamePattern(setName: string): string {
  return `AWSReservedSSO_${setName}_*`;
}
