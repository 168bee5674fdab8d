import { type ActionSet, complement, isEmpty, setOf, unionOf } from "./action-set.ts";
import type { AccessLevel, ActionCatalogue, ActionInfo } from "./catalogue.ts";
import type { Patterns, Statement } from "./document.ts";

/** One object for each pair of service and level, so that counting needs no text. */
export interface ServiceLevel {
  readonly service: string;
  readonly level: AccessLevel;
}

/** Sets of actions over one catalogue. Patterns are expanded once. */
export interface ActionSpace {
  /** Every action in AWS's spelling, by place: by service, then by name. */
  readonly names: readonly string[];
  /** Service and access level of each action, by place. */
  readonly levels: readonly ServiceLevel[];
  ofPatterns(patterns: Patterns): ActionSet;
  ofStatement(statement: Statement): ActionSet;
  union(sets: readonly ActionSet[]): ActionSet;
  /** Action patterns that match nothing in the catalogue: names that AWS added or took away since. */
  unknown(patterns: Patterns): readonly string[];
  placeOf(action: string): number | undefined;
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
  const all = catalogue.services().flatMap((service) => catalogue.actionsOf(service).map((info) => ({ ...info, service })));
  const names = all.map(({ action }) => action);
  const placeByName = new Map(names.map((name, place) => [name.toLowerCase(), place]));
  const byWildcard = new Map<string, ActionSet>();
  const byStatement = new WeakMap<Statement, ActionSet>();
  const placeOf = (action: string) => placeByName.get(action.toLowerCase());
  const placesOf = (actions: readonly string[]) => actions.map(placeOf).filter((place) => place !== undefined);

  function ofWildcard(pattern: string): ActionSet {
    const key = pattern.toLowerCase();
    const made = byWildcard.get(key) ?? setOf(names.length, placesOf(catalogue.expand(key)));
    byWildcard.set(key, made);
    return made;
  }

  /** Full names share one set; a set of its own for each would fill memory. */
  function ofPatterns({ kind, patterns }: Patterns): ActionSet {
    const wildcards = patterns.filter(isWildcard).map(ofWildcard);
    const full = patterns.filter((pattern) => !isWildcard(pattern));
    const matched = unionOf(names.length, [...wildcards, setOf(names.length, placesOf(full))]);
    return kind === "only" ? matched : complement(names.length, matched);
  }

  function ofStatement(statement: Statement): ActionSet {
    const made = byStatement.get(statement) ?? ofPatterns(statement.actions);
    byStatement.set(statement, made);
    return made;
  }

  const isUnknown = (pattern: string) => (isWildcard(pattern) ? isEmpty(ofWildcard(pattern)) : placeOf(pattern) === undefined);
  return {
    names,
    levels: serviceLevels(all),
    ofPatterns,
    ofStatement,
    union: (sets) => unionOf(names.length, sets),
    unknown: ({ kind, patterns }) => (kind === "only" ? patterns.filter(isUnknown) : []),
    placeOf,
  };
}

function isWildcard(pattern: string): boolean {
  return pattern.includes("*") || pattern.includes("?");
}

function serviceLevels(all: readonly (ActionInfo & ServiceLevel)[]): ServiceLevel[] {
  const known = new Map<string, ServiceLevel>();
  return all.map(({ service, level }) => {
    const key = `${service} ${level}`;
    const pair = known.get(key) ?? { service, level };
    known.set(key, pair);
    return pair;
  });
}
