/**
 * A set of small whole numbers, one bit each. Only the words from `from` up to `to` may hold bits: most statements are
 * about one or two services of hundreds, and everything else need not be looked at.
 */
export interface ActionSet {
  readonly words: Uint32Array;
  readonly from: number;
  readonly to: number;
}

/** A set of `places`, out of `size` that there are. */
export function setOf(size: number, places: readonly number[]): ActionSet {
  const words = new Uint32Array(Math.ceil(size / 32));
  for (const place of places) words[place >>> 5] = (words[place >>> 5] ?? 0) | (1 << (place & 31));
  return trimmed(words, 0, words.length);
}

export function unionOf(size: number, sets: readonly ActionSet[]): ActionSet {
  const words = new Uint32Array(Math.ceil(size / 32));
  for (const set of sets) {
    for (let i = set.from; i < set.to; i++) words[i] = (words[i] ?? 0) | (set.words[i] ?? 0);
  }
  return trimmed(words, Math.min(words.length, ...sets.map(({ from }) => from)), Math.max(0, ...sets.map(({ to }) => to)));
}

export function complement(size: number, set: ActionSet): ActionSet {
  const words = set.words.map((word) => ~word);
  const spare = words.length * 32 - size;
  const last = words.length - 1;
  if (spare > 0) words[last] = (words[last] ?? 0) & (0xffffffff >>> spare);
  return trimmed(words, 0, words.length);
}

export function intersection(a: ActionSet, b: ActionSet): ActionSet {
  const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
  const words = new Uint32Array(a.words.length);
  for (let i = from; i < to; i++) words[i] = (a.words[i] ?? 0) & (b.words[i] ?? 0);
  return trimmed(words, from, to);
}

export function difference(a: ActionSet, b: ActionSet): ActionSet {
  if (!overlaps(a, b)) return a;
  const words = a.words.slice();
  for (let i = Math.max(a.from, b.from); i < Math.min(a.to, b.to); i++) words[i] = (words[i] ?? 0) & ~(b.words[i] ?? 0);
  return trimmed(words, a.from, a.to);
}

export function isEmpty(set: ActionSet): boolean {
  return set.from >= set.to;
}

export function overlaps(a: ActionSet, b: ActionSet): boolean {
  for (let i = Math.max(a.from, b.from); i < Math.min(a.to, b.to); i++) {
    if (((a.words[i] ?? 0) & (b.words[i] ?? 0)) !== 0) return true;
  }
  return false;
}

export function holds(set: ActionSet, place: number): boolean {
  return ((set.words[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0;
}

export function isSame(a: ActionSet, b: ActionSet): boolean {
  return isEmpty(difference(a, b)) && isEmpty(difference(b, a));
}

/** The places in a set, ascending. */
export function places(set: ActionSet): number[] {
  const found: number[] = [];
  for (let i = set.from; i < set.to; i++) {
    for (let rest = set.words[i] ?? 0; rest !== 0; rest &= rest - 1) found.push(i * 32 + 31 - Math.clz32(rest & -rest));
  }
  return found;
}

function trimmed(words: Uint32Array, from: number, to: number): ActionSet {
  let [first, last] = [from, to];
  while (first < last && words[first] === 0) first++;
  while (last > first && words[last - 1] === 0) last--;
  return { words, from: first, to: last };
}
