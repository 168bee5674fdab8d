import { type ActionSet, countOf, holds, keyOfRange, type Range } from "./action-set.ts";
import { type ActionSpace, actionSpace, type ServicePlaces } from "./action-space.ts";
import type { ActionCatalogue } from "./catalogue.ts";
import { countedBefore, countedIn, orderOf } from "./starts.ts";

/** A pattern, and how many of the actions it stands for: each counts once, where two patterns match it too. */
export interface ActionPattern {
  readonly pattern: string;
  readonly count: number;
}

/**
 * Returns actions of the catalogue as few patterns, sorted, that match these actions and no other action of the catalogue: a whole service
 * (`sns:*`), all that begin with the same words (`s3:Delete*`), or one by one.
 */
export function patternsOf(actions: ActionSet, catalogue: ActionCatalogue): ActionPattern[] {
  const space = actionSpace(catalogue);
  return inOrder(space).flatMap((places) => servicePatterns(places, actions, space));
}

const servicesInOrder = new WeakMap<ActionSpace, readonly ServicePlaces[]>();

/** The services in the order of their patterns: `es-x:` stands before `es:`. */
function inOrder(space: ActionSpace): readonly ServicePlaces[] {
  const known = servicesInOrder.get(space) ?? space.services.toSorted((a, b) => (`${a.service}:` < `${b.service}:` ? -1 : 1));
  servicesInOrder.set(space, known);
  return known;
}

function servicePatterns(places: ServicePlaces, actions: ActionSet, space: ActionSpace): readonly ActionPattern[] {
  const count = countOf(actions, places);
  if (count === 0) return [];
  if (count === places.to - places.from && count > 1) return [{ pattern: `${places.service}:*`, count }];
  const known = knownPatterns(places, space);
  const key = keyOfRange(actions, places);
  const found = known.get(key) ?? partPatterns(places, actions, space);
  if (known.size >= MOST_KNOWN && !known.has(key)) known.clear();
  known.set(key, found);
  return found;
}

const patternsBySpace = new WeakMap<ActionSpace, Map<string, Map<string, readonly ActionPattern[]>>>();
const MOST_KNOWN = 64;

/** Of many roles, the same actions of a service are removed. */
function knownPatterns({ service }: ServicePlaces, space: ActionSpace): Map<string, readonly ActionPattern[]> {
  const services = patternsBySpace.get(space) ?? new Map<string, Map<string, readonly ActionPattern[]>>();
  patternsBySpace.set(space, services);
  const known = services.get(service) ?? new Map<string, readonly ActionPattern[]>();
  services.set(service, known);
  return known;
}

function partPatterns(places: ServicePlaces, actions: ActionSet, space: ActionSpace): readonly ActionPattern[] {
  const before = countedHere(places, actions);
  const order = orderOf(places, space);
  const found: ActionPattern[] = [];
  collect(wordsOf(places, space), { first: places.from, before, beforeInOrder: countedBefore(actions, order), space }, found);
  return found.sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
}

/** How many of the service's actions before each are in the set. */
function countedHere({ from, to }: ServicePlaces, actions: ActionSet): Uint32Array {
  const counts = new Uint32Array(to - from + 1);
  for (let place = from; place < to; place++) counts[place - from + 1] = (counts[place - from] ?? 0) + (holds(actions, place) ? 1 : 0);
  return counts;
}

/** A service's actions that begin with the same words, which stand side by side. */
interface Words {
  readonly start: string;
  readonly from: number;
  readonly to: number;
  /** All that begin so whatever their letter case, as IAM compares them. */
  readonly alike: Range;
  /** By one word more. */
  readonly longer: readonly Words[];
}

/** What is wanted of a service. */
interface Wanted {
  readonly first: number;
  readonly before: Uint32Array;
  readonly beforeInOrder: Uint32Array;
  readonly space: ActionSpace;
}

/** Patterns for the wanted actions that begin with the same words: by one word more where one pattern would match others. */
function collect(words: Words, wanted: Wanted, found: ActionPattern[]): void {
  const { start, from, to, alike, longer } = words;
  const { first, before, beforeInOrder } = wanted;
  const count = countedIn({ from: from - first, to: to - first }, before);
  if (count > 1 && countedIn(alike, beforeInOrder) === alike.to - alike.from) found.push({ pattern: `${start}*`, count });
  else if (count > 1) for (const next of longer) collect(next, wanted, found);
  else if (count === 1) found.push(byName(words, wanted));
}

/** The one wanted action among these. */
function byName({ from }: Words, { first, before, space }: Wanted): ActionPattern {
  let place = from;
  while (before[place - first + 1] === before[place - first]) place++;
  return { pattern: space.nameAt(place), count: 1 };
}

const wordsBySpace = new WeakMap<ActionSpace, Map<string, Words>>();

/** The actions of a service by their words, taken apart once. */
function wordsOf(places: ServicePlaces, space: ActionSpace): Words {
  const services = wordsBySpace.get(space) ?? new Map<string, Words>();
  wordsBySpace.set(space, services);
  const made = services.get(places.service) ?? takeApart(`${places.service}:`, places, space);
  services.set(places.service, made);
  return made;
}

function takeApart(start: string, places: ServicePlaces, space: ActionSpace): Words {
  const { from, to } = places;
  const alike = orderOf(space.placesOf(places.service), space).rangeOf(start);
  const longer: Words[] = [];
  if (to - from === 1) return { start, from, to, alike, longer };
  for (let at = from; at < to; ) {
    const next = start + firstWord(space.nameAt(at).slice(start.length));
    let end = at + 1;
    while (end < to && start + firstWord(space.nameAt(end).slice(start.length)) === next) end++;
    // An action that has no further word stands alone.
    if (next === start) longer.push({ start, from: at, to: end, alike, longer: [] });
    else longer.push(takeApart(next, { service: places.service, from: at, to: end }, space));
    at = end;
  }
  return { start, from, to, alike, longer };
}

/** `Describe` of `DescribeInstances`; a name that begins otherwise, such as `POST`, is one word. */
function firstWord(name: string): string {
  return /^[A-Z][a-z0-9]+/.exec(name)?.[0] ?? name;
}
