import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { blindSpots } from "#core/services/index.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { LastAccessed } from "./last-accessed.ts";
import { notRecorded, shownOf } from "./recorded.ts";
import { untrackedOf } from "./untracked.ts";

/**
 * Actions whose use this evidence could not have shown: blind spots of CloudTrail, except those of services that IAM reports as
 * unused in the window (IAM API Reference, GetServiceLastAccessedDetails).
 */
export function unloggedActions(
  activity: Activity,
  lastAccessed: readonly LastAccessed[] | undefined,
  catalogue: ActionCatalogue,
): ReadonlySet<string> {
  if (activity.source === "last-accessed") return untrackedActions(activity, lastAccessed ?? [], catalogue);
  const shown = shownOf(activity.entries.filter(({ impliedBy }) => impliedBy === undefined).map(({ action }) => action));
  const isUnused = (service: string) =>
    lastAccessed !== undefined && !lastAccessed.some((access) => access.service === service && access.at >= activity.window.from);
  const found = new Set<string>();
  for (const spot of blindSpots) {
    if (isUnused(spot.service)) continue;
    for (const { action } of notRecorded(spot, shown, catalogue)) if (!shown.actions.has(action)) found.add(action);
  }
  return found;
}

/** Of services that were used, what IAM's report says nothing of. */
function untrackedActions({ window }: Activity, lastAccessed: readonly LastAccessed[], catalogue: ActionCatalogue): ReadonlySet<string> {
  const used = lastAccessed.filter(({ at }) => at >= window.from).map((access) => untrackedOf(access, catalogue));
  return new Set(used.flatMap(({ hidden, unlisted }) => [...hidden, ...unlisted]).map(({ action }) => action));
}
