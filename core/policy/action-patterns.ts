import { once, onceFor } from "#core/once.ts";
import { recalled } from "#core/recalled.ts";
import { type ActionSet, countOf, holds, holdsAny, isWithin, setOf, wordsIn } from "./action-set.ts";
import { type ActionSpace, actionSpace, type ServicePlaces } from "./action-space.ts";
import type { ActionCatalogue } from "./catalogue.ts";
import { orderOf } from "./starts.ts";

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
  const found: ActionPattern[] = [];
  for (const places of inOrder(space)) if (holdsAny(actions, places)) found.push(...servicePatterns(places, actions, space));
  return found;
}

/**
 * Actions that patterns stand for, as few patterns as `patternsOf` makes of them. Long lists name hundreds of services, and of most of them the
 * same as other lists do, so that what one service's patterns become is kept by their text.
 */
export function fewestPatterns(patterns: readonly string[], catalogue: ActionCatalogue): readonly ActionPattern[] {
  const space = actionSpace(catalogue);
  const actionsOf = (some: readonly string[]) => space.ofPatterns({ kind: "only", patterns: some });
  const services = byService(patterns);
  if (services === undefined) return patternsOf(actionsOf(patterns), catalogue);
  const recall = listsOf(space);
  return services.flatMap(({ service, some }) =>
    recall(some.join(SEPARATOR), () => {
      const [places, actions] = [space.placesOf(service), actionsOf(some)];
      return holdsAny(actions, places) ? servicePatterns(places, actions, space) : [];
    }),
  );
}

/** Lists of a service's patterns for which fewer are kept. */
const MOST_LISTS = 4_000;

const listsOf = onceFor((_: ActionSpace) => recalled<string, readonly ActionPattern[]>(MOST_LISTS));

const SEPARATOR = " ";

interface OfService {
  readonly service: string;
  readonly some: readonly string[];
}

/** The patterns of each service, in the order of the services; undefined where they are in another order, or one is no pattern of AWS's. */
function byService(patterns: readonly string[]): readonly OfService[] | undefined {
  const services: OfService[] = [];
  let before = "";
  for (let from = 0; from < patterns.length; ) {
    const [start] = SERVICE.exec(patterns[from] ?? "") ?? [];
    if (start === undefined || start <= before) return undefined;
    let to = from;
    while (patterns[to]?.startsWith(start)) to++;
    const some = patterns.slice(from, to);
    if (some.some((pattern) => pattern.includes(SEPARATOR))) return undefined;
    services.push({ service: start.slice(0, -1), some });
    before = start;
    from = to;
  }
  return services;
}

/** What begins the patterns of one service. */
const SERVICE = /^[a-z0-9-]+:/;

/** The services in the order of their patterns: `es-x:` stands before `es:`. */
const inOrder = onceFor(({ services }: ActionSpace) => services.toSorted((a, b) => (`${a.service}:` < `${b.service}:` ? -1 : 1)));

function servicePatterns(places: ServicePlaces, actions: ActionSet, space: ActionSpace): readonly ActionPattern[] {
  const count = countOf(actions, places);
  // Of what is removed whole, nothing need be read.
  if (count === places.to - places.from && count > 1) return [{ pattern: `${places.service}:*`, count }];
  return knownOf(space)(`${places.from} ${wordsIn(actions, places).join()}`, () => {
    const found: ActionPattern[] = [];
    collect(wordsOf(places, space), actions, space, found);
    return found.sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
  });
}

/** Sets of a service's actions whose patterns are kept: many roles lose the same ones of it. */
const MOST_KNOWN = 4_000;

const knownOf = onceFor((_: ActionSpace) => recalled<string, readonly ActionPattern[]>(MOST_KNOWN));

/** A service's actions that begin with the same words, which stand side by side. */
interface Words {
  readonly from: number;
  readonly to: number;
  /** The pattern for all of them, made once for the many roles that lose them all. */
  readonly whole: ActionPattern;
  /** Others that begin so if their letter case does not count, as IAM compares them; most often none. */
  readonly alike: () => ActionSet;
  /** By one word more. */
  readonly longer: () => readonly Words[];
}

/** Patterns for the wanted actions that begin with the same words: by one word more where one pattern would match others. */
function collect({ from, to, whole, alike, longer }: Words, wanted: ActionSet, space: ActionSpace, found: ActionPattern[]): void {
  const count = countOf(wanted, { from, to });
  if (count > 1 && count === to - from && isWithin(alike(), wanted)) found.push(whole);
  else if (count > 1) for (const next of longer()) collect(next, wanted, space, found);
  else if (count === 1) found.push({ pattern: space.nameAt(firstIn(wanted, from)), count });
}

/** The first wanted action from a place on. */
function firstIn(wanted: ActionSet, from: number): number {
  let place = from;
  while (!holds(wanted, place)) place++;
  return place;
}

const wordsByService = onceFor((_: ActionSpace) => new Map<string, Words>());

/** The actions of a service by their words, taken apart once, and only as far as a role needs it. */
function wordsOf(places: ServicePlaces, space: ActionSpace): Words {
  const services = wordsByService(space);
  const made = services.get(places.service) ?? wordsFrom(`${places.service}:`, places, space);
  services.set(places.service, made);
  return made;
}

function wordsFrom(start: string, places: ServicePlaces, space: ActionSpace): Words {
  const { from, to } = places;
  return {
    from,
    to,
    whole: { pattern: `${start}*`, count: to - from },
    alike: once(() => alikeBeside(start, places, space)),
    longer: once(() => (to - from === 1 ? [] : takeApart(start, places, space))),
  };
}

function takeApart(start: string, { service, from, to }: ServicePlaces, space: ActionSpace): readonly Words[] {
  const longer: Words[] = [];
  for (let at = from; at < to; ) {
    const next = start + firstWord(space.nameAt(at).slice(start.length));
    let end = at + 1;
    while (end < to && start + firstWord(space.nameAt(end).slice(start.length)) === next) end++;
    const words = wordsFrom(next, { service, from: at, to: end }, space);
    // An action that has no further word stands alone.
    longer.push(next === start ? { ...words, longer: () => [] } : words);
    at = end;
  }
  return longer;
}

function alikeBeside(start: string, { service, from, to }: ServicePlaces, space: ActionSpace): ActionSet {
  const order = orderOf(space.placesOf(service), space);
  const range = order.rangeOf(start);
  return setOf([...order.places.subarray(range.from, range.to)].filter((place) => place < from || place >= to));
}

/** `Describe` of `DescribeInstances`; a name that begins otherwise, such as `POST`, is one word. */
function firstWord(name: string): string {
  return /^[A-Z][a-z0-9]+/.exec(name)?.[0] ?? name;
}
