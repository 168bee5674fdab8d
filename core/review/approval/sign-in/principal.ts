import { iamEntityOf } from "#core/aws/arn.ts";
import { matches } from "#core/policy/match.ts";
import type { Identity } from "./identity.ts";

/**
 * Does an IAM principal, or a pattern of its ARN, name this person? By the principals that their provider sends; by the name of
 * an IAM user or of a role session; or by the permission set of IAM Identity Center that a group or principal is called after
 * (IAM User Guide, "AWS JSON policy elements: Principal"; IAM Identity Center User Guide, "Referencing permission sets").
 */
export function isPrincipal(pattern: string, identity: Identity): boolean {
  const own = identity.principals.flatMap((principal) => principal.split(","));
  if (own.some((principal) => matches(pattern, principal) || isRoleOf(pattern, principal))) return true;
  const name = /:user\/(?:.+\/)?([^/]+)$/.exec(pattern)?.[1] ?? /:assumed-role\/[^/]+\/([^/]+)$/.exec(pattern)?.[1];
  if (name !== undefined) return isNameOf(name, identity);
  const permissionSet = /\/AWSReservedSSO_(.+)_[^_]+$/.exec(pattern)?.[1];
  return permissionSet !== undefined && [...identity.groups, ...own].some((group) => isPermissionSet(group, permissionSet));
}

function isNameOf(name: string, { username, email }: Identity): boolean {
  return [username, email].some((own) => own !== undefined && own.toLowerCase() === name.toLowerCase());
}

/** A role's ARN against that of a session of the role, whose ARN leaves the path out. */
function isRoleOf(pattern: string, principal: string): boolean {
  const [role, session] = [roleOf(pattern), roleOf(principal)];
  return role !== undefined && session !== undefined && matches(role.account, session.account) && matches(role.name, session.name);
}

function roleOf(arn: string): { readonly account: string; readonly name: string } | undefined {
  const entity = iamEntityOf(arn);
  return entity?.type === "role" || entity?.type === "assumed-role" ? entity : undefined;
}

/** A group may carry the permission set's name, or that of the role that stands for it in an account. */
function isPermissionSet(group: string, permissionSet: string): boolean {
  const name = /(?:^|\/)AWSReservedSSO_(.+)_[^_]+$/.exec(group)?.[1] ?? group;
  return name.toLowerCase() === permissionSet.toLowerCase();
}
