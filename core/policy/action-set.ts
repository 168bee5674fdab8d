import type { AccessLevel, ActionCatalogue, ActionInfo } from "./catalogue.ts";
import type { Patterns, Statement } from "./document.ts";

/** A set of the catalogue's actions, one bit each, by their place in the catalogue. */
export type ActionSet = Uint32Array;

/** Sets of actions over one catalogue. Patterns are expanded once. */
export interface ActionSpace {
  /** Every action in AWS's spelling, by place: by service, then by name. */
  readonly names: readonly string[];
  /** Service and access level of each action, by place. */
  readonly levels: readonly ServiceLevel[];
  ofPattern(pattern: string): ActionSet;
  ofPatterns(patterns: Patterns): ActionSet;
  ofStatement(statement: Statement): ActionSet;
  /** Action patterns that match nothing in the catalogue: names that AWS added or took away since. */
  unknown(patterns: Patterns): readonly string[];
  placeOf(action: string): number | undefined;
}

const spaces = new WeakMap<ActionCatalogue, ActionSpace>();

/** One object for each pair of service and level, so that counting needs no text. */
export interface ServiceLevel {
  readonly service: string;
  readonly level: AccessLevel;
}

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
  const places = new Map(names.map((name, place) => [name.toLowerCase(), place]));
  const words = Math.ceil(names.length / 32);
  const byPattern = new Map<string, ActionSet>();
  const byStatement = new WeakMap<Statement, ActionSet>();

  function ofPattern(pattern: string): ActionSet {
    const key = pattern.toLowerCase();
    const known = byPattern.get(key);
    if (known) return known;
    const made = new Uint32Array(words);
    for (const action of catalogue.expand(key)) addPlace(made, places.get(action.toLowerCase()));
    byPattern.set(key, made);
    return made;
  }

  function ofPatterns({ kind, patterns }: Patterns): ActionSet {
    const made = new Uint32Array(words);
    for (const pattern of patterns) addAll(made, pattern);
    return kind === "only" ? made : complement(made, names.length);
  }

  /** A full name sets one bit; a set of its own for each would fill memory. */
  function addAll(set: ActionSet, pattern: string): void {
    if (/[*?]/.test(pattern)) union(set, ofPattern(pattern));
    else addPlace(set, places.get(pattern.toLowerCase()));
  }

  function ofStatement(statement: Statement): ActionSet {
    const known = byStatement.get(statement);
    if (known) return known;
    const made = ofPatterns(statement.actions);
    byStatement.set(statement, made);
    return made;
  }

  const isUnknown = (pattern: string) => (/[*?]/.test(pattern) ? isEmpty(ofPattern(pattern)) : !places.has(pattern.toLowerCase()));
  return {
    names,
    levels: serviceLevels(all),
    ofPattern,
    ofPatterns,
    ofStatement,
    unknown: ({ kind, patterns }) => (kind === "only" ? patterns.filter(isUnknown) : []),
    placeOf: (action) => places.get(action.toLowerCase()),
  };
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

function addPlace(set: ActionSet, place: number | undefined): void {
  if (place !== undefined) set[place >>> 5] = (set[place >>> 5] ?? 0) | (1 << (place & 31));
}

/** Adds `other` to `set`, in place. */
export function union(set: ActionSet, other: ActionSet): void {
  for (let i = 0; i < set.length; i++) set[i] = (set[i] ?? 0) | (other[i] ?? 0);
}

export function intersection(a: ActionSet, b: ActionSet): ActionSet {
  return a.map((word, i) => word & (b[i] ?? 0));
}

export function difference(a: ActionSet, b: ActionSet): ActionSet {
  return a.map((word, i) => word & ~(b[i] ?? 0));
}

export function isEmpty(set: ActionSet): boolean {
  return set.every((word) => word === 0);
}

export function overlaps(a: ActionSet, b: ActionSet): boolean {
  return a.some((word, i) => (word & (b[i] ?? 0)) !== 0);
}

export function holds(set: ActionSet, place: number): boolean {
  return ((set[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0;
}

/** The places in a set, ascending. */
export function places(set: ActionSet): number[] {
  const found: number[] = [];
  for (let i = 0; i < set.length; i++) {
    for (let rest = set[i] ?? 0; rest !== 0; rest &= rest - 1) found.push(i * 32 + 31 - Math.clz32(rest & -rest));
  }
  return found;
}

function complement(set: ActionSet, size: number): ActionSet {
  const made = set.map((word) => ~word);
  const spare = made.length * 32 - size;
  const last = made.length - 1;
  if (spare > 0) made[last] = (made[last] ?? 0) & (0xffffffff >>> spare);
  return made;
}
