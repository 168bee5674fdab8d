import { activityOf } from "#core/evidence/from-tally.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Activity, Window } from "#core/usage/activity.ts";
import type { LogSummary } from "#core/usage/summary.ts";
import type { RoleState } from "./model/role-state.ts";
import { grantedPolicies } from "./selection.ts";

export interface TrailEvidence {
  readonly logs: LogSummary;
  readonly window: Window;
  readonly roleArn: string;
  /** Undefined where the account does not know it. */
  readonly role: RoleState | undefined;
  /** Names of the account's instance profiles → ARNs of their roles. */
  readonly rolesOfProfiles: ReadonlyMap<string, string> | undefined;
  readonly graceDays: number;
}

/** What a role did, out of what was counted in a trail's logs and what is known of the role. */
export function trailActivity(
  { logs, window, roleArn, role, rolesOfProfiles, graceDays }: TrailEvidence,
  catalogue: ActionCatalogue,
): Activity {
  const context = {
    window,
    unreadableFiles: logs.unreadable,
    files: logs.files,
    graceDays,
    ...(rolesOfProfiles ? { rolesOfProfiles } : {}),
    ...(role ? { roleCreatedAt: role.createdAt, attached: grantedPolicies(role) } : {}),
    ...(role?.lastUsed ? { expectedRegions: [role.lastUsed.region] } : {}),
  };
  return activityOf(logs.tally, roleArn, context, catalogue);
}
