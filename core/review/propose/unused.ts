import type { Unused } from "../model/proposal.ts";
import { IAM_DAYS_BACK } from "../ports/iam.ts";
import type { Selection } from "../selection.ts";
import { daysBetween } from "../time.ts";
import type { ProposeInput } from "./propose-input.ts";

/** A role that IAM itself calls unused, for so many days. */
const FEWEST_DAYS = 30;
/** A log alone shows no data events: of a role that only reads objects, it shows nothing at all. */
const FEWEST_DAYS_OF_LOG_ALONE = 90;

/**
 * For how long the role was not used, where the evidence is enough to say so: the window without one record of it, the role's last use
 * and the services' last use as IAM reports them. Undefined where anything speaks for use, and where too little is known.
 */
export function unusedSince({ activity, role, lastAccessed, keep }: ProposeInput, { held }: Selection): Unused | undefined {
  const isKept = keep.length > 0 || Object.keys(role.tags).some((key) => key.startsWith("whittle:keep"));
  if (isSeen(activity) || isKept || held.length > 0) return undefined;
  const { from, to } = activity.window;
  const [lastUsed] = [...(role.lastUsed ? [role.lastUsed.at] : []), ...(lastAccessed ?? []).map(({ at }) => at)].sort().reverse();
  if (lastUsed !== undefined) {
    const days = wholeDays(lastUsed, to);
    return lastUsed < from && days >= FEWEST_DAYS ? { days, lastUsed, known: "by-iam" } : undefined;
  }
  if (role.neverUsed || lastAccessed !== undefined) {
    const days = Math.min(IAM_DAYS_BACK, wholeDays(role.createdAt, to));
    return days >= FEWEST_DAYS ? { days, known: "by-iam" } : undefined;
  }
  const days = wholeDays(from, to);
  return days >= FEWEST_DAYS_OF_LOG_ALONE && activity.gaps.length === 0 ? { days, known: "by-log" } : undefined;
}

/** A call that needs no permission, or was refused, still is somebody at work with the role. */
function isSeen({ records, entries, servicesOnly, unresolved }: ProposeInput["activity"]): boolean {
  return records.ofRole + records.denied + entries.length + servicesOnly.length + unresolved.length > 0;
}

function wholeDays(from: string, to: string): number {
  return Math.round(daysBetween(from, to));
}
