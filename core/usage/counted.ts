import { fold, foldTimes } from "./fold.ts";

/** Distinct resources kept for one action; above it they are folded, so that memory stays flat whatever the log's size. */
export const MOST_RESOURCES = 500;

/** Resources of one action with their counts, folded `folds` times. Plain data: it travels between threads. */
export interface CountedResources {
  folds: number;
  counts: Map<string, number>;
}

export function noResources(): CountedResources {
  return { folds: 0, counts: NOTHING };
}

/**
 * Stands for every map of a tally into which nothing was put, so that it is never put into: most maps of most tallies stay empty, and of
 * thousands of tallies they would take more room than all that is in the others.
 */
export const NOTHING = new Map<never, never>();

/** The map, or one of its own where it is empty: what is to be put into. */
export function ownMap<K, V>(known: Map<K, V>): Map<K, V> {
  return known.size === 0 ? new Map() : known;
}

/** The order of adding does not matter: the result is the least folding that keeps all within the limit. */
export function addResource(resources: CountedResources, arn: string, count: number): void {
  resources.counts = ownMap(resources.counts);
  add(resources.counts, foldTimes(arn, resources.folds), count);
  while (resources.counts.size > MOST_RESOURCES && foldAll(resources));
}

export function mergeResources(into: CountedResources, from: CountedResources): void {
  const folds = Math.max(into.folds, from.folds);
  const counts = new Map<string, number>();
  for (const [arn, count] of into.counts) add(counts, foldTimes(arn, folds - into.folds), count);
  for (const [arn, count] of from.counts) add(counts, foldTimes(arn, folds - from.folds), count);
  into.counts = counts.size === 0 ? NOTHING : counts;
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

export function mergeCounts<K extends string>(into: Map<K, number>, from: ReadonlyMap<K, number>): void {
  for (const [key, count] of from) add(into, key, count);
}

/** The counts with those of another; a map of its own where there are any. */
export function mergedCounts(known: Map<string, number>, from: ReadonlyMap<string, number>): Map<string, number> {
  if (from.size === 0) return known;
  const into = ownMap(known);
  mergeCounts(into, from);
  return into;
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

/** The times of the first and the last of some calls (ISO 8601); empty where there are none. */
export interface Span {
  first: string;
  last: string;
}

/** Counts calls from one time to another in; empty times are of no call. */
export function noteSpan(span: Span, first: string, last = first): void {
  if (first !== "" && (span.first === "" || first < span.first)) span.first = first;
  if (last > span.last) span.last = last;
}
