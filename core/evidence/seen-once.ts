import { serviceOfArn, typeInArn } from "#core/aws/arn.ts";
import type { ActivityEntry, SeenResource } from "#core/usage/activity.ts";
import type { Wanted } from "./wanted.ts";

/** An action that is narrowed to things of which the evidence has one example each. */
export interface SeenOnce {
  readonly action: string;
  /** Sorted. */
  readonly on: readonly string[];
}

/**
 * The actions whose names rest on a single example: all things of a type that their calls named were used on one occasion, by whatever
 * action, and are spelled out. What was used again is known to stay; of these, nothing says whether the next call names them or others.
 */
export function seenOnce(entries: readonly ActivityEntry[], wanted: readonly Wanted[]): readonly SeenOnce[] {
  const most = new Map<string, number>();
  for (const { resources } of entries) for (const { arn, count } of resources) most.set(arn, Math.max(count, most.get(arn) ?? 0));
  const named = Map.groupBy(
    wanted.filter(({ evidence }) => evidence.kind === "seen"),
    ({ action }) => action,
  );
  return entries.flatMap(({ action, impliedBy, resources }) => {
    const spelled = new Set(named.get(action)?.flatMap((want) => want.resources));
    if (impliedBy !== undefined || spelled.size === 0) return [];
    const ofType = [...Map.groupBy(resources, typeOf).values()];
    const on = ofType.filter((seen) => seen.every(({ arn }) => most.get(arn) === 1 && spelled.has(arn) && !arn.includes("*"))).flat();
    return on.length === 0 ? [] : [{ action, on: on.map(({ arn }) => arn).sort() }];
  });
}

function typeOf({ arn }: SeenResource): string {
  return `${serviceOfArn(arn)} ${typeInArn(arn)}`;
}
