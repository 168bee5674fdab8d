import { serviceOf } from "#core/aws/names.ts";
import { GRAVEST_FIRST, type ServiceCounts } from "#core/policy/diff.ts";
import type { Choice, Diff } from "./model/proposal.ts";

/** Removed actions that are named one by one. */
export const MOST_NAMED = 1_500;

type Action = Choice["loses"][number];

/** A diff after other answers: `regained` actions stay, and `lost` ones are removed. */
export function chosenDiff(diff: Diff, regained: readonly Action[], lost: readonly Action[]): Diff {
  const [isRegained, isLost] = [namesOf(regained), namesOf(lost)];
  const kept = [...diff.kept.filter((action) => !isLost.has(action)), ...isRegained].sort(byServiceAndName);
  const removed = [...diff.removed.filter((action) => !isRegained.has(action)), ...isLost].sort(byServiceAndName);
  const removedByLevel = recounted(diff.removedByLevel, regained, lost);
  const { mainService } = diff;
  const main = mainService && mainPrefix(diff);
  return {
    kept,
    removed,
    removedCount: diff.removedCount - regained.length + lost.length,
    removedByLevel,
    ...(mainService && main !== undefined ? { mainService: { ...mainService, removedCount: countOf(removedByLevel, main) } } : {}),
  };
}

/** A policy such as CloudWatchLogsFullAccess also grants a few actions of services beside its own. */
const NEARLY_ALL = 0.9;

/** The prefix of the service that nearly all kept and removed actions are of; undefined where there is none. */
export function mainPrefix({ kept, removedByLevel }: Pick<Diff, "kept" | "removedByLevel">): string | undefined {
  const keptBy = Map.groupBy(kept, serviceOf);
  const removed = removedByLevel.map(({ service, counts }) => ({ service, count: sumOf(counts) + (keptBy.get(service)?.length ?? 0) }));
  const nearlyAll = NEARLY_ALL * (sumOf(removedByLevel.map(({ counts }) => sumOf(counts))) + kept.length);
  const found = removed.find(({ count }) => count >= nearlyAll)?.service;
  return found ?? [...keptBy].find(([, actions]) => actions.length >= nearlyAll)?.[0];
}

/** How many removed actions are of one service. */
export function countOf(removedByLevel: readonly ServiceCounts[], prefix: string): number {
  return sumOf(removedByLevel.find(({ service }) => service === prefix)?.counts ?? []);
}

/** How many actions there are, of whatever level. */
export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function recounted(rows: readonly ServiceCounts[], regained: readonly Action[], lost: readonly Action[]): readonly ServiceCounts[] {
  const services = new Map(rows.map(({ service, counts }) => [service, [...counts]]));
  for (const [by, actions] of [[-1, regained] as const, [1, lost] as const]) {
    for (const { action, level } of actions) {
      const service = serviceOf(action);
      const own = services.get(service) ?? GRAVEST_FIRST.map(() => 0);
      const at = GRAVEST_FIRST.indexOf(level);
      own[at] = (own[at] ?? 0) + by;
      services.set(service, own);
    }
  }
  return [...services]
    .filter(([, counts]) => sumOf(counts) > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, counts]) => ({ service, counts }));
}

/** The order in which the catalogue names actions. */
function byServiceAndName(a: string, b: string): number {
  const [x, y] = [serviceOf(a), serviceOf(b)];
  return (x === y ? a < b : x < y) ? -1 : 1;
}

function namesOf(actions: readonly Action[]): ReadonlySet<string> {
  return new Set(actions.map(({ action }) => action));
}
