import type { SeenResource } from "#core/usage/activity.ts";

/**
 * Why a pattern allows more than the names that were seen: the form that they vary in; `made-anew` a type whose things are made for
 * one use; `replaced` another thing of the type comes with each release; `new-each-time` no name was seen twice; `made-by-role` the role makes such
 * things itself; `shared-beginning`, `any-account` and `whole-type` more names than are named one by one.
 */
export const WIDENINGS = [
  "date",
  "revision",
  "run",
  "id",
  "version",
  "number",
  "random",
  "made-anew",
  "replaced",
  "new-each-time",
  "made-by-role",
  "shared-beginning",
  "any-account",
  "whole-type",
] as const;
export type Widening = (typeof WIDENINGS)[number];

/** A pattern of a refined policy with the count of names that it stands for; `because` where it allows more than those. */
export interface Named {
  readonly pattern: string;
  readonly from: number;
  readonly because?: Widening;
}

/** A pattern that allows more than what was seen, for the approver. */
export type Widened = Required<Named>;

/** A name as it was seen. */
export function exact({ arn }: SeenResource): Named {
  return { pattern: arn, from: 1 };
}

export function widened(pattern: string, because: Widening, from: number): Widened {
  return { pattern, because, from };
}

/** Each pattern once, sorted, with the names that they stand for added up. */
export function distinct(named: readonly Named[]): readonly Named[] {
  const byPattern = new Map<string, Named>();
  for (const each of named) {
    const known = byPattern.get(each.pattern);
    byPattern.set(each.pattern, known === undefined ? each : { ...each, ...known, from: known.from + each.from });
  }
  return [...byPattern.values()].sort((a, b) => (a.pattern < b.pattern ? -1 : a.pattern > b.pattern ? 1 : 0));
}
