import type { LastAccessed } from "#core/evidence/last-accessed.ts";
import type { Activity, EvidenceGap } from "#core/usage/activity.ts";
import type { LastAccessReport } from "./ports/iam.ts";

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
