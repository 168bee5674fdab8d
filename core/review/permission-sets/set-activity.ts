import { roleKey } from "#core/cloudtrail/role-key.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Activity, Window } from "#core/usage/activity.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import type { LogSummary } from "#core/usage/summary.ts";
import type { TallySnapshot } from "#core/usage/tally.ts";
import { uniteRoles } from "#core/usage/united-roles.ts";
import type { RoleState } from "../model/role-state.ts";
import { grantedPolicies } from "../selection.ts";
import type { PermissionSet } from "./permission-set.ts";

/** What the logs of the set's accounts hold. */
export interface SetEvidence {
  readonly logs: LogSummary;
  readonly window: Window;
  /** `account/name` of instance profiles → ARNs of their roles. */
  readonly rolesOfProfiles: ReadonlyMap<string, string>;
  readonly graceDays: number;
}

/** An account that the set has a role in, and how it was used there. */
export interface SetAccount {
  readonly account: string;
  readonly roleArn: string;
  /** Calls in the logs, the denied ones too. */
  readonly calls: number;
  /** The last use that IAM tells of, ISO 8601. */
  readonly lastUsed?: string;
}

/** The set's accounts in the order of its roles. */
export function accountsOf({ roles }: PermissionSet, { tally }: LogSummary): readonly SetAccount[] {
  return roles.map(({ accountId, arn, lastUsed }) => ({
    account: accountId,
    roleArn: arn,
    calls: callsOf(tally, arn),
    ...(lastUsed ? { lastUsed: lastUsed.at } : {}),
  }));
}

function callsOf({ roles }: TallySnapshot, roleArn: string): number {
  const slices = roles.get(roleKey(roleArn))?.slices.values() ?? [];
  return [...slices].reduce((sum, { records }) => sum + records, 0);
}

/** What all roles of a set did, as if it were one role's doing. `state` is the set's own. */
export function setActivity(set: PermissionSet, state: RoleState, evidence: SetEvidence, catalogue: ActionCatalogue): Activity {
  const { logs, window, rolesOfProfiles, graceDays } = evidence;
  const arns = set.roles.map(({ arn }) => arn);
  const context = {
    window,
    unreadableFiles: logs.unreadable,
    files: logs.files,
    graceDays,
    rolesOfProfiles,
    roleCreatedAt: state.createdAt,
    attached: grantedPolicies(state),
    expectedRegions: set.roles.flatMap(({ lastUsed }) => lastUsed?.region || []),
  };
  const activity = activityOf(uniteRoles(logs.tally, arns, set.arn), set.arn, context, catalogue);
  const silent = set.roles.filter(({ arn }) => callsOf(logs.tally, arn) === 0);
  const used = set.roles.filter((role) => !silent.includes(role)).map(({ accountId }) => accountId);
  return {
    ...activity,
    accounts: [...new Set(used)],
    gaps: [...activity.gaps, ...accountGaps(silent, window)],
  };
}

/** Without a record of it, IAM alone tells whether a role was unused or its account has no logs here. */
function accountGaps(silent: readonly RoleState[], { from }: Window): readonly EvidenceGap[] {
  const used = silent.filter(({ lastUsed }) => lastUsed !== undefined && lastUsed.at >= from);
  const unknown = silent.filter(({ lastUsed, neverUsed }) => lastUsed === undefined && !neverUsed);
  const gap = (roles: readonly RoleState[], effect: "wait" | "warn"): readonly EvidenceGap[] =>
    roles.length === 0 ? [] : [{ kind: "accounts-without-records", effect, accounts: roles.map(({ accountId }) => accountId) }];
  return [...gap(used, "wait"), ...gap(unknown, "warn")];
}
