import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { GenerationStatus, PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import { trailActivity } from "#core/review/trail-activity.ts";
import type { Window } from "#core/usage/activity.ts";
import type { TrailReading } from "../trail/read-trail.ts";

export interface TrailGenerationsInput {
  /** The trail, being read. */
  readonly reading: Promise<TrailReading>;
  /** The ends of the window that the operator gave; else those of the records. */
  readonly window?: Partial<Window>;
  readonly roleOf: (roleArn: string) => RoleState | undefined;
  /** Names of the account's instance profiles → ARNs of their roles. */
  readonly rolesOfProfiles?: ReadonlyMap<string, string>;
  readonly graceDays: number;
  readonly catalogue: ActionCatalogue;
}

/** A folder of log files in the place of Access Analyzer: it is read once, for all roles, and every job has ended at its first check. */
export function trailGenerations({
  reading,
  window,
  roleOf,
  rolesOfProfiles,
  graceDays,
  catalogue,
}: TrailGenerationsInput): PolicyGenerations {
  return {
    start: async ({ roleArn }) => ({ jobId: roleArn }),
    async check(roleArn): Promise<GenerationStatus> {
      const { tally, problems, files } = await reading;
      const logs = { tally, files, unreadable: problems };
      const evidence = { logs, window: { ...spanOf(tally), ...window }, roleArn, role: roleOf(roleArn), rolesOfProfiles, graceDays };
      return { status: "SUCCEEDED", result: { kind: "activity", activity: trailActivity(evidence, catalogue) } };
    },
    cancel: async () => {},
    startedSince: async () => 0,
  };
}

/** The window of a trail's records: from the first to just after the last one. */
export function spanOf({ first, last }: { readonly first: string; readonly last: string }): Window {
  const from = first === "" ? "1970-01-01T00:00:00.000Z" : new Date(first).toISOString();
  const to = last === "" ? "1970-01-01T00:00:01.000Z" : new Date(Date.parse(last) + 1000).toISOString();
  return { from, to };
}
