import type { Activity, ActivityEntry, Window } from "#core/usage/activity.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import type { LastAccessed } from "./last-accessed.ts";

/** What IAM reports of a role, and what is known besides. */
export interface ReportedUse {
  readonly services: readonly LastAccessed[];
  readonly roleArn: string;
  readonly window: Window;
  readonly gaps: readonly EvidenceGap[];
}

/**
 * The activity behind IAM's last accessed report: the tracked actions that were used in the window. Counts, first calls and resources are
 * not known to it, nor all regions, as it names the last one alone; services of which it names no used action are asked about
 * (see untracked.ts).
 */
export function activityFromReport({ services, roleArn, window, gaps }: ReportedUse): Activity {
  const used = services.flatMap(({ actions = [] }) => actions).filter(({ at }) => at >= window.from);
  const entries = used.map(
    ({ action, at }): ActivityEntry => ({ action, lastSeen: at, resources: [], withoutResource: 1, regions: [], accounts: [], via: [] }),
  );
  return {
    roleArn,
    window,
    source: "last-accessed",
    records: { read: 0, ofRole: 0, denied: 0, unreadable: 0 },
    entries: entries.sort((a, b) => (a.action < b.action ? -1 : 1)),
    denied: [],
    servicesOnly: [],
    unresolved: [],
    suspicious: [],
    gaps,
  };
}
