import type { ActionLastAccessed, LastAccessed } from "#core/evidence/last-accessed.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import type { UseUntilNow } from "./ports/iam.ts";

/** The services, where they are known, and the activity with a gap where they were asked for in vain. */
export function withLastAccess(
  activity: Activity,
  { report, logged = [] }: Partial<UseUntilNow>,
): { readonly activity: Activity; readonly lastAccessed?: readonly LastAccessed[]; readonly usedSince?: readonly ActionLastAccessed[] } {
  const usedSince = logged.length > 0 ? { usedSince: logged } : {};
  if (report === undefined) return { activity, ...usedSince };
  if ("services" in report) return { activity, lastAccessed: report.services, ...usedSince };
  const gap: EvidenceGap = {
    kind: "last-access-unknown",
    effect: "warn",
    because: report.missing,
  };
  return { activity: { ...activity, gaps: [...activity.gaps, gap] }, ...usedSince };
}
