import { matches } from "#core/policy/match.ts";
import type { RoleState } from "./model/role-state.ts";
import type { Settings } from "./settings.ts";

export type Eligibility = { readonly eligible: true } | { readonly eligible: false; readonly reason: string };

const UNCHANGEABLE_PATHS: readonly (readonly [prefix: string, reason: string])[] = [
  ["/aws-service-role/", "It is a service-linked role: only the AWS service that owns it can change it."],
  ["/aws-reserved/", "It is reserved by AWS (IAM Identity Center makes such roles); change its permission set instead."],
  ["/whittle/", "It is one of Whittle's own roles."],
];

/**
 * May this role be reviewed at all? Says why not.
 * Source of the paths: IAM User Guide, "Using service-linked roles" and "IAM Identity Center: reserved roles".
 */
export function eligibility(role: RoleState, settings: Pick<Settings, "excludedRoles">): Eligibility {
  if (role.unreadable !== undefined) return { eligible: false, reason: role.unreadable };
  const path = UNCHANGEABLE_PATHS.find(([prefix]) => role.path.startsWith(prefix));
  if (path) return { eligible: false, reason: path[1] };
  const excluded = settings.excludedRoles.find((pattern) => matches(pattern, role.name));
  if (excluded !== undefined) return { eligible: false, reason: `It is excluded from review by the pattern ${excluded}.` };
  return { eligible: true };
}

/** Does the role carry the tag that asks for reviews? */
export function isTagged(role: RoleState, settings: Pick<Settings, "tagKey" | "tagValue">): boolean {
  return role.tags[settings.tagKey] === settings.tagValue;
}
