import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { blindSpots } from "#core/services/index.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { LastAccessed } from "./last-accessed.ts";
import { notRecorded } from "./recorded.ts";
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
  const seen = new Set(activity.entries.filter(({ impliedBy }) => impliedBy === undefined).map(({ action }) => action));
  const isUnused = (service: string) =>
    lastAccessed !== undefined && !lastAccessed.some((access) => access.service === service && access.at >= activity.window.from);
  return new Set(
    blindSpots
      .filter(({ service }) => !isUnused(service))
      .flatMap((spot) => notRecorded(spot, seen, catalogue).flatMap(({ action }) => (seen.has(action) ? [] : [action]))),
  );
}

/** Of services that were used, what IAM's report says nothing of. */
function untrackedActions({ window }: Activity, lastAccessed: readonly LastAccessed[], catalogue: ActionCatalogue): ReadonlySet<string> {
  const used = lastAccessed.filter(({ at }) => at >= window.from).map((access) => untrackedOf(access, catalogue));
  return new Set(used.flatMap(({ hidden, unlisted }) => [...hidden, ...unlisted]).map(({ action }) => action));
}
