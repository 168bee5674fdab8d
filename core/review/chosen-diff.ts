import { byServiceAndLevel } from "#core/policy/diff.ts";
import { serviceOf } from "#core/policy/service-of.ts";
import type { ActionCount, Choice, Diff } from "./model/proposal.ts";

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
    removedCount: removed.length,
    removedByLevel,
    ...(mainService && main !== undefined ? { mainService: { ...mainService, removedCount: countOf(removedByLevel, main) } } : {}),
  };
}

/** A policy such as CloudWatchLogsFullAccess also grants a few actions of services beside its own. */
const NEARLY_ALL = 0.9;

/** The prefix of the service that nearly all kept and removed actions are of; undefined where there is none. */
export function mainPrefix({ kept, removedByLevel }: Pick<Diff, "kept" | "removedByLevel">): string | undefined {
  const all = new Map<string, number>();
  for (const { service, count } of removedByLevel) all.set(service, (all.get(service) ?? 0) + count);
  for (const action of kept) all.set(serviceOf(action), (all.get(serviceOf(action)) ?? 0) + 1);
  const total = [...all.values()].reduce((sum, count) => sum + count, 0);
  return [...all].find(([, count]) => count >= NEARLY_ALL * total)?.[0];
}

/** How many removed actions are of one service. */
export function countOf(removedByLevel: readonly ActionCount[], prefix: string): number {
  return removedByLevel.reduce((sum, { service, count }) => (service === prefix ? sum + count : sum), 0);
}

function recounted(rows: readonly ActionCount[], regained: readonly Action[], lost: readonly Action[]): readonly ActionCount[] {
  const changes = [...regained.map((each) => ({ ...each, by: -1 })), ...lost.map((each) => ({ ...each, by: 1 }))];
  const counts = new Map(rows.map((row) => [`${row.service} ${row.level}`, row]));
  for (const { action, level, by } of changes) {
    const service = serviceOf(action);
    const key = `${service} ${level}`;
    counts.set(key, { service, level, count: (counts.get(key)?.count ?? 0) + by });
  }
  return [...counts.values()].filter(({ count }) => count > 0).sort(byServiceAndLevel);
}

/** The order in which the catalogue names actions. */
function byServiceAndName(a: string, b: string): number {
  const [x, y] = [serviceOf(a), serviceOf(b)];
  return (x === y ? a < b : x < y) ? -1 : 1;
}

function namesOf(actions: readonly Action[]): ReadonlySet<string> {
  return new Set(actions.map(({ action }) => action));
}
