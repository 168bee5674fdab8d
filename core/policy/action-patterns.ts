import type { ActionSet } from "./action-set.ts";
import { actionSpace } from "./action-space.ts";
import type { ActionCatalogue } from "./catalogue.ts";
import { namesOf } from "./diff.ts";
import { serviceOf } from "./service-of.ts";

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
  const byService = Map.groupBy(namesOf(actions, actionSpace(catalogue)), serviceOf);
  return [...byService].flatMap(([service, own]) => servicePatterns(service, own, catalogue)).sort(byPattern);
}

function byPattern(a: ActionPattern, b: ActionPattern): number {
  return a.pattern < b.pattern ? -1 : 1;
}

function servicePatterns(service: string, actions: readonly string[], catalogue: ActionCatalogue): ActionPattern[] {
  const all = catalogue.actionsOf(service);
  const [only] = actions;
  if (actions.length === all.length) return [{ pattern: actions.length === 1 && only ? only : `${service}:*`, count: actions.length }];
  const wanted = new Set(actions);
  // IAM compares actions whatever their letter case.
  const others = all.flatMap(({ action }) => (wanted.has(action) ? [] : action.toLowerCase()));
  return under(`${service}:`, actions, others);
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
