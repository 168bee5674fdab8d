import type { ActionCatalogue } from "./catalogue.ts";
import { serviceOf } from "./service-of.ts";

/**
 * Returns actions of the catalogue as few patterns, sorted, that match these actions and no other action of the catalogue: a whole service
 * (`sns:*`), all that begin with the same words (`s3:Delete*`), or one by one.
 */
export function patternsOf(actions: readonly string[], catalogue: ActionCatalogue): string[] {
  const byService = Map.groupBy(actions, serviceOf);
  return [...byService].flatMap(([service, own]) => servicePatterns(service, own, catalogue)).sort();
}

function servicePatterns(service: string, actions: readonly string[], catalogue: ActionCatalogue): string[] {
  const wanted = new Set(actions);
  // IAM compares actions whatever their letter case.
  const others = catalogue.actionsOf(service).flatMap(({ action }) => (wanted.has(action) ? [] : action.toLowerCase()));
  return under(`${service}:`, actions, others);
}

/** Patterns for actions that all begin with `start`, next to others that must not match: by one word more where one pattern matches too much. */
function under(start: string, actions: readonly string[], others: readonly string[]): string[] {
  if (actions.length === 1) return [...actions];
  const within = others.filter((action) => action.startsWith(start.toLowerCase()));
  if (within.length === 0) return [`${start}*`];
  const byWord = Map.groupBy(actions, (action) => start + firstWord(action.slice(start.length)));
  return [...byWord].flatMap(([next, own]) => (next === start ? [...own] : under(next, own, within)));
}

/** `Describe` of `DescribeInstances`; a name that begins otherwise, such as `POST`, is one word. */
function firstWord(name: string): string {
  return /^[A-Z][a-z0-9]+/.exec(name)?.[0] ?? name;
}
