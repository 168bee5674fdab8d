import { nameInArn } from "#core/aws/arn.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { deployedSetActivity } from "#core/review/permission-sets/deployed-activity.ts";
import { roleNamePattern, setNameIn } from "#core/review/permission-sets/permission-set.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import { trailActivity } from "#core/review/trail-activity.ts";
import type { Activity } from "#core/usage/activity.ts";
import { slicesFrom } from "#core/usage/role-slices.ts";
import { type LogSummary, mergeSummaries, readSummary } from "#core/usage/summary.ts";
import { limited } from "../bucket/limited.ts";
import type { TrailJob } from "./generations.ts";
import type { Summaries } from "./summaries.ts";

export interface MergedActivityPorts {
  readonly summaries: Summaries;
  readonly roles: Pick<Roles, "read">;
  /** Names of the account's instance profiles → ARNs of their roles. */
  readonly rolesOfProfiles: () => Promise<ReadonlyMap<string, string>>;
  readonly graceDays: number;
  readonly catalogue: ActionCatalogue;
}

/** Summaries that are fetched at a time. */
const AT_A_TIME = 16;

/**
 * What one role did in a window, out of the summaries of a run's parts, merged in their order. Throws SummaryUnreadableError, and
 * RoleNotFoundError for a role that is gone.
 */
export async function mergedActivity(ports: MergedActivityPorts, { run, roleArn, window }: TrailJob): Promise<Activity> {
  const { summaries, roles, graceDays, catalogue } = ports;
  const setName = setNameIn(roleArn);
  const role = await roles.read(setName ?? nameInArn(roleArn));
  const rolesOfProfiles = await ports.rolesOfProfiles();
  const logs = await mergedLogs(
    summaries,
    run,
    window.from,
    setName === undefined ? [roleKey(roleArn)] : { beginningWith: beginningsOf(role) },
  );
  if (setName === undefined) return trailActivity({ logs, window, roleArn, role, rolesOfProfiles, graceDays }, catalogue);
  return deployedSetActivity(role, { logs, window, rolesOfProfiles, graceDays }, catalogue);
}

/** What the keys of a set's roles begin with: how their names end, each account decides. */
function beginningsOf({ name, permissionSet }: RoleState): readonly string[] {
  return (permissionSet?.accounts ?? []).map((account) => `${account}/${roleNamePattern(name).slice(0, -1)}`);
}

async function mergedLogs(summaries: Summaries, run: string, from: string, wanted: Parameters<typeof readSummary>[2]): Promise<LogSummary> {
  const fetch = limited(AT_A_TIME);
  const parts = await summaries.run(run);
  const ofParts = await Promise.all(
    parts.map((id) => fetch(async () => within(readSummary(id, await summaries.summary(id), wanted), from))),
  );
  return mergeSummaries(ofParts);
}

/** A day's first logs hold calls of the day before. Spans of a day's part never reach over midnight. */
function within(summary: LogSummary, from: string): LogSummary {
  const roles = new Map([...summary.tally.roles].map(([key, slices]) => [key, slicesFrom(slices, from)]));
  return { ...summary, tally: { ...summary.tally, roles } };
}
