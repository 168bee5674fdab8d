import { fold, foldTimes } from "./fold.ts";

/** Distinct resources kept for one action; above it they are folded, so that memory stays flat whatever the log's size. */
export const MOST_RESOURCES = 500;

/** Resources of one action with their counts, folded `folds` times. Plain data: it travels between threads. */
export interface CountedResources {
  folds: number;
  readonly counts: Map<string, number>;
}

export function noResources(): CountedResources {
  return { folds: 0, counts: new Map() };
}

/** The order of adding does not matter: the result is the least folding that keeps all within the limit. */
export function addResource(resources: CountedResources, arn: string, count: number): void {
  add(resources.counts, foldTimes(arn, resources.folds), count);
  while (resources.counts.size > MOST_RESOURCES && foldAll(resources));
}

export function mergeResources(into: CountedResources, from: CountedResources): void {
  const folds = Math.max(into.folds, from.folds);
  const own = [...into.counts];
  into.counts.clear();
  for (const [arn, count] of own) add(into.counts, foldTimes(arn, folds - into.folds), count);
  for (const [arn, count] of from.counts) add(into.counts, foldTimes(arn, folds - from.folds), count);
  into.folds = folds;
  while (into.counts.size > MOST_RESOURCES && foldAll(into));
}

/** False where nothing is left to fold: then nothing is changed. */
function foldAll(resources: CountedResources): boolean {
  const before = [...resources.counts];
  const folded = before.map(([arn, count]) => [fold(arn), count] as const);
  if (folded.every(([arn], index) => arn === before[index]?.[0])) return false;
  resources.counts.clear();
  for (const [arn, count] of folded) add(resources.counts, arn, count);
  resources.folds += 1;
  return true;
}

/** Adds to a count that may not be there yet. */
export function add<K extends string>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** How many keys a count lets in, and what the rest is counted under. */
export interface Cap {
  readonly most: number;
  readonly other: string;
}

/** Adds to a count, but lets no more keys in than its cap. */
export function addCapped(counts: Map<string, number>, key: string, count: number, { most, other }: Cap): void {
  add(counts, counts.size < most || counts.has(key) ? key : other, count);
}
