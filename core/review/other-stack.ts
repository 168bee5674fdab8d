import type { RoleState } from "./model/role-state.ts";
import { WHITTLE_PATH } from "./selection.ts";
import type { Settings } from "./settings.ts";

/** The tags with which each stack marks one of its own roles (template.yaml, DiscoverRolesRole). IAM shows them in every region. */
const STACK_TAGS = { stack: "whittle:stack", key: "whittle:tag-key", value: "whittle:tag-value" } as const;

type Selection = Pick<Settings, "stack" | "tagKey" | "tagValue">;

/** The mark of a stack: where it is, and which roles it reviews. Undefined for a role that marks none. */
function markOf({ path, tags, createdAt }: RoleState) {
  const { [STACK_TAGS.stack]: stack, [STACK_TAGS.key]: tagKey, [STACK_TAGS.value]: tagValue } = tags;
  return path === WHITTLE_PATH && stack !== undefined ? { stack, tagKey, tagValue, createdAt } : undefined;
}

/**
 * A hub's settings in a member, where its mark names its account too (infra/member-account.yaml): a stack of the member itself may have the
 * same region and name.
 */
export function inMember<S extends Pick<Settings, "stack">>(settings: S, hub: string): S {
  return settings.stack === undefined ? settings : { ...settings, stack: `${hub}/${settings.stack}` };
}

/**
 * Another stack of the account, in any region, that reviews the same roles and was there first: `REGION/NAME`, and `ACCOUNT/REGION/NAME` of a hub elsewhere. Of two of the same age each
 * is the other's. Undefined where there is none, and in an embedded run.
 */
export function otherStack(roles: readonly RoleState[], { stack, tagKey, tagValue }: Selection): string | undefined {
  if (stack === undefined) return undefined;
  const marks = roles.flatMap((role) => markOf(role) ?? []);
  const own = marks.find((mark) => mark.stack === stack);
  const others = marks.filter((mark) => mark.stack !== stack && mark.tagKey === tagKey && mark.tagValue === tagValue);
  return others.find(({ createdAt }) => own === undefined || Date.parse(createdAt) <= Date.parse(own.createdAt))?.stack;
}
