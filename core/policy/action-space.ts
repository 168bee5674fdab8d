import { type ActionSet, complement, isEmpty, setOf, setOfRange, unionOf } from "./action-set.ts";
import type { AccessLevel, ActionCatalogue, ActionInfo } from "./catalogue.ts";
import type { Patterns, Statement } from "./document.ts";
import { serviceOf } from "./service-of.ts";

export interface ServiceLevel {
  readonly service: string;
  readonly level: AccessLevel;
}

/** The places from `from` up to `to`. */
export interface ServicePlaces {
  readonly service: string;
  readonly from: number;
  readonly to: number;
}

/** Sets of actions over one catalogue. Patterns are expanded once. */
export interface ActionSpace {
  /** Every action in AWS's spelling, by place: by service, then by name. */
  readonly names: readonly string[];
  /** Where each service's actions begin and end, by place. */
  readonly services: readonly ServicePlaces[];
  /** Pairs of service and access level, by number. */
  readonly levels: readonly ServiceLevel[];
  /** The number of each action's pair, by place. */
  readonly levelOf: Uint16Array;
  /** How many actions each pair has, by number. */
  readonly levelSizes: Uint32Array;
  ofPatterns(patterns: Patterns): ActionSet;
  ofStatement(statement: Statement): ActionSet;
  union(sets: readonly ActionSet[]): ActionSet;
  /** Action patterns that match nothing in the catalogue: names that AWS added or took away since. */
  unknown(patterns: Patterns): readonly string[];
  placeOf(action: string): number | undefined;
  /** A service's places; none where it is unknown. */
  placesOf(service: string): ServicePlaces;
}

const spaces = new WeakMap<ActionCatalogue, ActionSpace>();

/** The one space of a catalogue. */
export function actionSpace(catalogue: ActionCatalogue): ActionSpace {
  const known = spaces.get(catalogue);
  if (known) return known;
  const made = makeSpace(catalogue);
  spaces.set(catalogue, made);
  return made;
}

function makeSpace(catalogue: ActionCatalogue): ActionSpace {
  const services = catalogue.services().map((service) => ({ service, actions: catalogue.actionsOf(service) }));
  const names = services.flatMap(({ actions }) => actions.map(({ action }) => action));
  const places = servicePlaces(services);
  const byService = new Map(places.map((each) => [each.service, each]));
  const spelled = new Map<string, number>();
  const spelledOut = new Set<string>();
  const byWildcard = new Map<string, ActionSet>();
  const byPlace = new Map<number, ActionSet>();
  const byStatement = new WeakMap<Statement, ActionSet>();
  const placeOf = (action: string) => placeAsSpelled(action) ?? placeAsSpelled(catalogue.find(action)?.action ?? "");
  const placesOfAll = (actions: readonly string[]) => actions.map(placeOf).filter((place) => place !== undefined);

  function ofWildcard(pattern: string): ActionSet {
    const key = pattern.toLowerCase();
    const made = byWildcard.get(key) ?? ofWhole(key) ?? setOf(placesOfAll(catalogue.expand(key)));
    byWildcard.set(key, made);
    return made;
  }

  /** Everything, or all of a service. */
  function ofWhole(pattern: string): ActionSet | undefined {
    if (pattern === "*") return setOfRange({ from: 0, to: names.length });
    const service = pattern.endsWith(":*") ? byService.get(pattern.slice(0, -2)) : undefined;
    return service && setOfRange(service);
  }

  /** The place of an action in AWS's spelling; most runs ask for those of a few services. */
  function placeAsSpelled(action: string): number | undefined {
    const known = spelled.get(action);
    if (known !== undefined) return known;
    const service = byService.get(serviceOf(action));
    if (service === undefined || spelledOut.has(service.service)) return undefined;
    spelledOut.add(service.service);
    for (const place of placesIn(service)) spelled.set(names[place] ?? "", place);
    return spelled.get(action);
  }

  function ofPlace(place: number): ActionSet {
    const made = byPlace.get(place) ?? setOf([place]);
    byPlace.set(place, made);
    return made;
  }

  /** The set of a single action by its full name, which is what most questions are about. */
  function ofOne({ kind, patterns }: Patterns): ActionSet | undefined {
    const [only, second] = patterns;
    const place = kind === "only" && only !== undefined && second === undefined ? placeOf(only) : undefined;
    return place === undefined ? undefined : ofPlace(place);
  }

  function ofPatterns(all: Patterns): ActionSet {
    return ofOne(all) ?? ofSeveral(all);
  }

  function ofSeveral({ kind, patterns }: Patterns): ActionSet {
    const wildcards: ActionSet[] = [];
    const full: number[] = [];
    for (const pattern of patterns) {
      const place = isWildcard(pattern) ? undefined : placeOf(pattern);
      if (place !== undefined) full.push(place);
      else if (isWildcard(pattern)) wildcards.push(ofWildcard(pattern));
    }
    const matched = unionOf([...wildcards, setOf(full)]);
    return kind === "only" ? matched : complement(names.length, matched);
  }

  function ofStatement(statement: Statement): ActionSet {
    const known = ofOne(statement.actions) ?? byStatement.get(statement);
    if (known) return known;
    const made = ofSeveral(statement.actions);
    byStatement.set(statement, made);
    return made;
  }

  const isUnknown = (pattern: string) => (isWildcard(pattern) ? isEmpty(ofWildcard(pattern)) : placeOf(pattern) === undefined);
  return {
    names,
    services: places,
    ...numberedLevels(services),
    ofPatterns,
    ofStatement,
    union: unionOf,
    unknown: ({ kind, patterns }) => (kind === "only" ? patterns.filter(isUnknown) : []),
    placeOf,
    placesOf: (service) => byService.get(service) ?? { service, from: 0, to: 0 },
  };
}

function placesIn({ from, to }: ServicePlaces): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function isWildcard(pattern: string): boolean {
  return pattern.includes("*") || pattern.includes("?");
}

function servicePlaces(services: readonly { readonly service: string; readonly actions: readonly ActionInfo[] }[]): ServicePlaces[] {
  let to = 0;
  return services.map(({ service, actions }) => {
    const from = to;
    to += actions.length;
    return { service, from, to };
  });
}

/** Pairs get numbers, so that counting thousands of actions needs no text. */
function numberedLevels(
  services: readonly { readonly service: string; readonly actions: readonly ActionInfo[] }[],
): Pick<ActionSpace, "levels" | "levelOf" | "levelSizes"> {
  const levels: ServiceLevel[] = [];
  const levelOf = services.flatMap(({ service, actions }) => {
    const numbers = new Map<AccessLevel, number>();
    return actions.map(({ level }) => {
      const number = numbers.get(level) ?? levels.push({ service, level }) - 1;
      numbers.set(level, number);
      return number;
    });
  });
  const levelSizes = new Uint32Array(levels.length);
  for (const number of levelOf) levelSizes[number] = (levelSizes[number] ?? 0) + 1;
  return { levels, levelOf: Uint16Array.from(levelOf), levelSizes };
}
