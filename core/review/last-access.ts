import type { Activity, EvidenceGap } from "#core/activity/activity.ts";
import type { LastAccessed } from "#core/activity/dark-use.ts";

/** Every service that the role used, or the reason why IAM did not tell. */
export type LastAccessReport = { readonly services: readonly LastAccessed[] } | { readonly missing: string };

/** IAM's own knowledge of when a role last used each service: it sees what no event shows, though not by which action. */
export interface LastAccessReports {
  /** Undefined where there is nobody to ask. Throws ThrottledError. */
  ofRole(roleArn: string): Promise<LastAccessReport | undefined>;
}

/** The services, where they are known, and the activity with a gap where they were asked for in vain. */
export function withLastAccess(
  activity: Activity,
  report: LastAccessReport | undefined,
): { readonly activity: Activity; readonly lastAccessed?: readonly LastAccessed[] } {
  if (report === undefined) return { activity };
  if ("services" in report) return { activity, lastAccessed: report.services };
  const gap: EvidenceGap = {
    kind: "last-access-unknown",
    detail: `IAM did not tell when the role last used each service: ${report.missing} What no record shows remains a question.`,
    effect: "warn",
  };
  return { activity: { ...activity, gaps: [...activity.gaps, gap] } };
}
