/**
 * A set of small whole numbers, one bit each. Only the 32-bit words from `from` up to `to` are held, and the first and the last of
 * them hold bits: most statements are about one or two services of hundreds, and everything else takes no room and no time.
 */
export interface ActionSet {
  /** The words from `from` up to `to`; the word of index 0 is the one at `from`. */
  readonly words: Uint32Array;
  readonly from: number;
  readonly to: number;
}

const EMPTY: ActionSet = { words: new Uint32Array(0), from: 0, to: 0 };

/** A set of `places`. */
export function setOf(places: readonly number[]): ActionSet {
  if (places.length === 0) return EMPTY;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const place of places) {
    if (place < least) least = place;
    if (place > most) most = place;
  }
  const from = least >>> 5;
  const words = new Uint32Array((most >>> 5) + 1 - from);
  for (const place of places) words[(place >>> 5) - from] = (words[(place >>> 5) - from] ?? 0) | (1 << (place & 31));
  return { words, from, to: from + words.length };
}

/** A set of all places from `from` up to `to`. */
export function setOfRange({ from, to }: Range): ActionSet {
  if (from >= to) return EMPTY;
  const first = from >>> 5;
  const words = new Uint32Array(((to - 1) >>> 5) + 1 - first);
  for (let index = 0; index < words.length; index++) words[index] = maskOf(first + index, from, to);
  return { words, from: first, to: first + words.length };
}

export function unionOf(sets: readonly ActionSet[]): ActionSet {
  const filled = sets.filter((set) => !isEmpty(set));
  const [first = EMPTY] = filled;
  if (filled.length < 2) return first;
  let { from, to } = first;
  for (const set of filled) {
    if (set.from < from) from = set.from;
    if (set.to > to) to = set.to;
  }
  const words = new Uint32Array(to - from);
  for (const set of filled) {
    const shift = set.from - from;
    for (let i = 0; i < set.words.length; i++) words[i + shift] = (words[i + shift] ?? 0) | (set.words[i] ?? 0);
  }
  return { words, from, to };
}

/** Everything of `size` places that is not in the set. */
export function complement(size: number, set: ActionSet): ActionSet {
  const words = new Uint32Array(Math.ceil(size / 32)).fill(0xffffffff);
  const spare = words.length * 32 - size;
  if (spare > 0) words[words.length - 1] = 0xffffffff >>> spare;
  return difference(trimmed(words, 0), set);
}

export function intersection(a: ActionSet, b: ActionSet): ActionSet {
  const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
  if (from >= to) return EMPTY;
  const words = a.words.slice(from - a.from, to - a.from);
  for (let i = 0; i < words.length; i++) words[i] = (words[i] ?? 0) & wordAt(b, from + i);
  return trimmed(words, from);
}

export function difference(a: ActionSet, b: ActionSet): ActionSet {
  if (!overlaps(a, b)) return a;
  const words = a.words.slice();
  for (let i = Math.max(a.from, b.from); i < Math.min(a.to, b.to); i++) words[i - a.from] = (words[i - a.from] ?? 0) & ~wordAt(b, i);
  return trimmed(words, a.from);
}

export function isEmpty(set: ActionSet): boolean {
  return set.from >= set.to;
}

export function overlaps(a: ActionSet, b: ActionSet): boolean {
  for (let i = Math.max(a.from, b.from); i < Math.min(a.to, b.to); i++) if ((wordAt(a, i) & wordAt(b, i)) !== 0) return true;
  return false;
}

/** Is every place of `a` in `b` too? */
export function isWithin(a: ActionSet, b: ActionSet): boolean {
  for (let i = a.from; i < a.to; i++) if ((wordAt(a, i) & ~wordAt(b, i)) !== 0) return false;
  return true;
}

/** How many places are in both sets. */
export function countShared(a: ActionSet, b: ActionSet): number {
  let count = 0;
  for (let i = Math.max(a.from, b.from); i < Math.min(a.to, b.to); i++) count += bitsOf(wordAt(a, i) & wordAt(b, i));
  return count;
}

export function holds(set: ActionSet, place: number): boolean {
  return (wordAt(set, place >>> 5) & (1 << (place & 31))) !== 0;
}

export function sizeOf(set: ActionSet): number {
  return countOf(set, { from: set.from * 32, to: set.to * 32 });
}

/** Is any of the places from `from` up to `to` in a set? */
export function holdsAny(set: ActionSet, { from, to }: Range): boolean {
  for (let index = from >>> 5; index * 32 < to; index++) if ((wordAt(set, index) & maskOf(index, from, to)) !== 0) return true;
  return false;
}

/** How many of the places from `from` up to `to` are in a set. */
export function countOf(set: ActionSet, { from, to }: Range): number {
  let count = 0;
  for (let index = from >>> 5; index * 32 < to; index++) count += bitsOf(wordAt(set, index) & maskOf(index, from, to));
  return count;
}

/** The bits for the places from `from` up to `to`, 32 in a number: equal for two sets that hold the same of these. */
export function wordsIn(set: ActionSet, { from, to }: Range): number[] {
  const words: number[] = [];
  for (let index = from >>> 5; index * 32 < to; index++) words.push(wordAt(set, index) & maskOf(index, from, to));
  return words;
}

/** Places from `from` up to `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The bits of a word that stand for places from `from` up to `to`. */
function maskOf(index: number, from: number, to: number): number {
  const below = from - index * 32;
  const above = index * 32 + 32 - to;
  return (below > 0 ? -1 << below : -1) & (above > 0 ? -1 >>> above : -1);
}

/** How many bits of a word are set, two, four and eight of them at a time (Warren, Hacker's Delight, "Counting Bits"). */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The places in a set, ascending. */
export function places(set: ActionSet): number[] {
  const found: number[] = [];
  eachPlace(set, (place) => found.push(place));
  return found;
}

/** Visits the places in a set, ascending. */
export function eachPlace({ words, from }: ActionSet, visit: (place: number) => void): void {
  for (let i = 0; i < words.length; i++) {
    for (let rest = words[i] ?? 0; rest !== 0; rest &= rest - 1) visit((from + i) * 32 + 31 - Math.clz32(rest & -rest));
  }
}

function wordAt({ words, from }: ActionSet, index: number): number {
  return words[index - from] ?? 0;
}

function trimmed(words: Uint32Array, from: number): ActionSet {
  let [first, last] = [0, words.length];
  while (first < last && words[first] === 0) first++;
  while (last > first && words[last - 1] === 0) last--;
  return first === last ? EMPTY : { words: words.subarray(first, last), from: from + first, to: from + last };
}
