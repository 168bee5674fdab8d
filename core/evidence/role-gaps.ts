import type { Window } from "#core/usage/activity.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";

/** A policy that the role carries. */
export interface GrantedPolicy {
  readonly arn: string;
  readonly name: string;
  /** When it came to say what it says, ISO 8601, where that is known. */
  readonly since?: string;
}

/** What is known of the window and of the role, whatever its activity is read from. */
export interface RoleContext {
  readonly window: Window;
  readonly roleCreatedAt?: string;
  /** The role's attached policies; what it got a short while ago cannot be judged. */
  readonly attached?: readonly GrantedPolicy[];
  /** How young a role or a grant may be before its silence means anything; DEFAULT_GRACE_DAYS where it is absent. */
  readonly graceDays?: number;
}

const dayMs = 86_400_000;
/** What template.yaml has as its default too. */
export const DEFAULT_GRACE_DAYS = 14;

/** The gaps that lie in the window and the role, whatever the activity was read from. `attachedAt`: when a policy was attached, by its ARN, where a log tells. */
export function roleGaps(context: RoleContext, attachedAt: ReadonlyMap<string, string> = new Map()): readonly EvidenceGap[] {
  return [...shortWindow(context), ...youngRole(context), ...recentlyGranted(context, attachedAt)];
}

/** What is done once a week or once a month does not show in a few days. */
function shortWindow({ window, graceDays = DEFAULT_GRACE_DAYS }: RoleContext): EvidenceGap[] {
  const days = Math.max(1, Math.round((Date.parse(window.to) - Date.parse(window.from)) / dayMs));
  if (days >= graceDays) return [];
  return [{ kind: "short-window", effect: "warn", days, graceDays }];
}

function youngRole({ window, roleCreatedAt, graceDays = DEFAULT_GRACE_DAYS }: RoleContext): EvidenceGap[] {
  if (roleCreatedAt === undefined || Date.parse(roleCreatedAt) <= Date.parse(window.from)) return [];
  const age = Math.floor((Date.parse(window.to) - Date.parse(roleCreatedAt)) / dayMs);
  return [
    {
      kind: "role-younger-than-window",
      effect: age < graceDays ? "wait" : "warn",
      created: roleCreatedAt.slice(0, 10),
      days: Math.max(0, age),
    },
  ];
}

function recentlyGranted(
  { window, attached = [], graceDays = DEFAULT_GRACE_DAYS }: RoleContext,
  attachedAt: ReadonlyMap<string, string>,
): EvidenceGap[] {
  const graceFrom = Date.parse(window.to) - graceDays * dayMs;
  return attached.flatMap(({ arn, name, since = "" }) => {
    const at = [since, attachedAt.get(arn) ?? ""].sort().at(-1) ?? "";
    if (at === "" || Date.parse(at) <= graceFrom) return [];
    return [
      { kind: "granted-recently" as const, effect: "keep" as const, policy: name, granted: at.slice(0, 10), graceDays, policies: [arn] },
    ];
  });
}
