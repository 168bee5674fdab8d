import { serviceOf } from "#core/aws/names.ts";
import { onceFor } from "#core/once.ts";
import { type ActionSet, complement, isEmpty, setOf, setOfRange, unionOf } from "./action-set.ts";
import type { AccessLevel, ActionCatalogue } from "./catalogue.ts";
import type { Patterns, Statement } from "./document.ts";

/** The places from `from` up to `to`. */
export interface ServicePlaces {
  readonly service: string;
  readonly from: number;
  readonly to: number;
}

/** Sets of actions over one catalogue. Patterns are expanded once, and of a service that nothing is about, nothing is read. */
export interface ActionSpace {
  /** How many actions there are. Their places are below it: by service, then by name. */
  readonly size: number;
  /** Where each service's actions begin and end, by place. */
  readonly services: readonly ServicePlaces[];
  /** The action at a place, in AWS's spelling; empty where there is none. */
  nameAt(place: number): string;
  /** The access level of each of a service's actions, in the order of their places. */
  levelsOf(service: string): readonly AccessLevel[];
  /** How many of a service's actions there are of each access level, told without reading them. */
  levelCountsOf(service: string): Readonly<Record<AccessLevel, number>>;
  ofPatterns(patterns: Patterns): ActionSet;
  ofStatement(statement: Statement): ActionSet;
  union(sets: readonly ActionSet[]): ActionSet;
  /** Action patterns that match nothing in the catalogue: names that AWS added or took away since. */
  unknown(patterns: Patterns): readonly string[];
  placeOf(action: string): number | undefined;
  /** A service's places; none where it is unknown. */
  placesOf(service: string): ServicePlaces;
}

/** The one space of a catalogue. */
export const actionSpace: (catalogue: ActionCatalogue) => ActionSpace = onceFor(makeSpace);

function makeSpace(catalogue: ActionCatalogue): ActionSpace {
  const places = servicePlaces(catalogue);
  const size = places.at(-1)?.to ?? 0;
  const byService = new Map(places.map((each) => [each.service, each]));
  const names: string[] = [];
  const spelled = new Map<string, number>();
  const spelledOut = new Set<string>();
  const byWildcard = new Map<string, ActionSet>();
  const byPlace = new Map<number, ActionSet>();
  const byStatement = new WeakMap<Statement, ActionSet>();
  const placeOf = (action: string) => placeAsSpelled(action) ?? placeAsSpelled(catalogue.find(action)?.action ?? "");
  const placesOfAll = (actions: readonly string[]) => actions.map(placeOf).filter((place) => place !== undefined);

  /** Most runs are about the actions of a few services. */
  function spellOut({ service, from }: ServicePlaces): void {
    spelledOut.add(service);
    for (const [at, { action }] of catalogue.actionsOf(service).entries()) {
      names[from + at] = action;
      spelled.set(action, from + at);
    }
  }

  function nameAt(place: number): string {
    const known = names[place];
    if (known !== undefined) return known;
    const service = places.findLast(({ from }) => from <= place);
    if (service) spellOut(service);
    return names[place] ?? "";
  }

  function ofWildcard(pattern: string): ActionSet {
    const spelt = byWildcard.get(pattern);
    if (spelt) return spelt;
    const key = pattern.toLowerCase();
    const made = byWildcard.get(key) ?? ofWhole(key) ?? setOf(placesOfAll(catalogue.expand(key)));
    byWildcard.set(key, made);
    byWildcard.set(pattern, made);
    return made;
  }

  /** Everything, or all of a service. */
  function ofWhole(pattern: string): ActionSet | undefined {
    if (pattern === "*") return setOfRange({ from: 0, to: size });
    const service = pattern.endsWith(":*") ? byService.get(pattern.slice(0, -2)) : undefined;
    return service && setOfRange(service);
  }

  /** The place of an action in AWS's spelling. */
  function placeAsSpelled(action: string): number | undefined {
    const known = spelled.get(action);
    if (known !== undefined) return known;
    const service = byService.get(serviceOf(action));
    if (service === undefined || spelledOut.has(service.service)) return undefined;
    spellOut(service);
    return spelled.get(action);
  }

  function ofPlace(place: number): ActionSet {
    const made = byPlace.get(place) ?? setOf([place]);
    byPlace.set(place, made);
    return made;
  }

  /** The set of a single action by its full name, which is what most questions are about. No pattern's service is spelt out for that. */
  function ofOne({ kind, patterns }: Patterns): ActionSet | undefined {
    const [only = "", second] = patterns;
    const place = kind === "only" && second === undefined && !isWildcard(only) ? placeOf(only) : undefined;
    return place === undefined ? undefined : ofPlace(place);
  }

  function ofPatterns(all: Patterns): ActionSet {
    return ofOne(all) ?? ofSeveral(all);
  }

  function ofSeveral({ kind, patterns }: Patterns): ActionSet {
    const wildcards: ActionSet[] = [];
    const full: number[] = [];
    for (const pattern of patterns) {
      if (isWildcard(pattern)) wildcards.push(ofWildcard(pattern));
      else {
        const place = placeOf(pattern);
        if (place !== undefined) full.push(place);
      }
    }
    const matched = unionOf([...wildcards, setOf(full)]);
    return kind === "only" ? matched : complement(size, matched);
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
    size,
    services: places,
    nameAt,
    levelCountsOf: (service) => catalogue.levelsOf(service),
    levelsOf: (service) => catalogue.actionsOf(service).map(({ level }) => level),
    ofPatterns,
    ofStatement,
    union: unionOf,
    unknown: ({ kind, patterns }) => (kind === "only" ? patterns.filter(isUnknown) : []),
    placeOf,
    placesOf: (service) => byService.get(service) ?? { service, from: 0, to: 0 },
  };
}

function isWildcard(pattern: string): boolean {
  return pattern.includes("*") || pattern.includes("?");
}

function servicePlaces(catalogue: ActionCatalogue): ServicePlaces[] {
  let to = 0;
  return catalogue.services().map((service) => {
    const from = to;
    to += catalogue.countOf(service);
    return { service, from, to };
  });
}
