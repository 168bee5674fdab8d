import { matches } from "#core/policy/match.ts";
import type { Ineligible } from "./model/outcome.ts";
import type { RoleState } from "./model/role-state.ts";
import type { Settings } from "./settings.ts";

const UNCHANGEABLE_PATHS = [
  ["/aws-service-role/", "service-linked"],
  ["/aws-reserved/", "reserved-by-aws"],
  ["/whittle/", "of-whittle"],
] as const;

/**
 * Why this role may not be reviewed, however it is tagged; undefined where it may.
 * Source of the paths: IAM User Guide, "Using service-linked roles" and "IAM Identity Center: reserved roles".
 */
export function untouchableBecause(role: RoleState, settings: Pick<Settings, "excludedRoles">): Ineligible | undefined {
  if (role.unreadable !== undefined) return { id: "unreadable", error: role.unreadable };
  // The path is that of the roles that a permission set makes. They cannot be changed; the set can.
  const path = role.permissionSet ? undefined : UNCHANGEABLE_PATHS.find(([prefix]) => role.path.startsWith(prefix));
  if (path) return { id: path[1] };
  const account = role.permissionSet?.changeableOnlyIn;
  if (account !== undefined) return { id: "management-account", account };
  const pattern = settings.excludedRoles.find((excluded) => matches(excluded, role.name));
  return pattern === undefined ? undefined : { id: "excluded", pattern };
}

/** Why this role may not be reviewed: it is untouchable, or is not tagged and has to be. */
export function ineligibleBecause(
  role: RoleState,
  settings: Pick<Settings, "excludedRoles" | "untaggedToo" | "tagKey" | "tagValue">,
): Ineligible | undefined {
  const { tagKey: key, tagValue: value } = settings;
  return (
    untouchableBecause(role, settings) ?? (settings.untaggedToo || isTagged(role, settings) ? undefined : { id: "untagged", key, value })
  );
}

/** Does the role carry the tag that asks for reviews? */
export function isTagged(role: RoleState, settings: Pick<Settings, "tagKey" | "tagValue">): boolean {
  return role.tags[settings.tagKey] === settings.tagValue;
}
