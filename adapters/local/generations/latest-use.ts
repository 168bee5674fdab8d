import type { ActionName } from "#core/aws/names.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import type { LastAccessReports, LatestUse } from "#core/review/ports/iam.ts";
import type { TrailReading } from "../trail/read-trail.ts";

/** What the reports say, and what a trail shows after the end of its window. */
export function localLatestUse(reports: LastAccessReports, read: Promise<TrailReading | undefined>): LatestUse {
  return {
    async ofRole(roleArn) {
      const later = (await read)?.tally.afterWindow.get(roleKey(roleArn)) ?? new Map<ActionName, string>();
      const logged = [...later].map(([action, at]) => ({ action, at: new Date(at).toISOString() }));
      return { report: await reports.ofRole(roleArn), logged };
    },
  };
}
