import { type ActionSet, holds } from "./action-set.ts";
import { type ActionSpace, actionSpace, type ServicePlaces } from "./action-space.ts";
import type { ActionCatalogue } from "./catalogue.ts";

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
  return space.services.flatMap((places) => servicePatterns(places, actions, space)).sort(byPattern);
}

function byPattern(a: ActionPattern, b: ActionPattern): number {
  return a.pattern < b.pattern ? -1 : 1;
}

function servicePatterns({ service, from, to }: ServicePlaces, actions: ActionSet, space: ActionSpace): readonly ActionPattern[] {
  const wanted: string[] = [];
  const others: string[] = [];
  for (let place = from; place < to; place++) (holds(actions, place) ? wanted : others).push(space.names[place] ?? "");
  if (wanted.length === 0) return [];
  if (others.length === 0 && wanted.length > 1) return [{ pattern: `${service}:*`, count: wanted.length }];
  const known = written(space);
  const key = `${service} ${(wanted.length < others.length ? wanted : others).join(" ")} ${wanted.length}`;
  // IAM compares actions whatever their letter case.
  const made =
    known.get(key) ??
    under(
      `${service}:`,
      wanted,
      others.map((action) => action.toLowerCase()),
    );
  if (known.size >= MOST_WRITTEN && !known.has(key)) known.clear();
  known.set(key, made);
  return made;
}

/** What was written of a service before: of the roles of an account, most lose the same of most services. */
const writtenBySpace = new WeakMap<ActionSpace, Map<string, readonly ActionPattern[]>>();
const MOST_WRITTEN = 2_000;

function written(space: ActionSpace): Map<string, readonly ActionPattern[]> {
  const known = writtenBySpace.get(space) ?? new Map<string, readonly ActionPattern[]>();
  writtenBySpace.set(space, known);
  return known;
}

/** Patterns for actions that all begin with `start`, next to others that must not match: by one word more where one pattern matches too much. */
function under(start: string, actions: readonly string[], others: readonly string[]): ActionPattern[] {
  if (actions.length === 1) return byName(actions);
  const within = others.filter((action) => action.startsWith(start.toLowerCase()));
  if (within.length === 0) return [{ pattern: `${start}*`, count: actions.length }];
  const byWord = Map.groupBy(actions, (action) => start + firstWord(action.slice(start.length)));
  return [...byWord].flatMap(([next, own]) => (next === start ? byName(own) : under(next, own, within)));
}

function byName(actions: readonly string[]): ActionPattern[] {
  return actions.map((pattern) => ({ pattern, count: 1 }));
}

/** `Describe` of `DescribeInstances`; a name that begins otherwise, such as `POST`, is one word. */
function firstWord(name: string): string {
  return /^[A-Z][a-z0-9]+/.exec(name)?.[0] ?? name;
}
