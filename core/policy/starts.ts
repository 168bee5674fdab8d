import { onceFor } from "#core/once.ts";
import type { Range } from "./action-set.ts";
import type { ActionSpace, ServicePlaces } from "./action-space.ts";

/** A service's actions in the order of their names in lower case. */
export interface ServiceOrder {
  readonly places: Uint32Array;
  /** Those that begin with `start`: `prefix:` and more. */
  rangeOf(start: string): Range;
}

const ordersIn = onceFor((_: ActionSpace) => new Map<string, ServiceOrder>());

export function orderOf({ service, from, to }: ServicePlaces, space: ActionSpace): ServiceOrder {
  const services = ordersIn(space);
  const made = services.get(service) ?? makeOrder(namesOf({ from, to }, space), from);
  services.set(service, made);
  return made;
}

function namesOf({ from, to }: Range, { nameAt }: ActionSpace): readonly string[] {
  return Array.from({ length: to - from }, (_, at) => nameAt(from + at));
}

function makeOrder(actions: readonly string[], first: number): ServiceOrder {
  const pairs = actions.map((name, at) => ({ name: name.toLowerCase(), place: first + at }));
  pairs.sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = pairs.map(({ name }) => name);
  return { places: Uint32Array.from(pairs, ({ place }) => place), rangeOf: (start) => rangeOf(start.toLowerCase(), names) };
}

function rangeOf(start: string, names: readonly string[]): Range {
  const from = firstFrom(names, (name) => name >= start);
  return { from, to: firstFrom(names, (name) => name >= start && !name.startsWith(start)) };
}

/** The first place from which on `isPast` holds. */
function firstFrom(names: readonly string[], isPast: (name: string) => boolean): number {
  let [from, to] = [0, names.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isPast(names[middle] ?? "")) to = middle;
    else from = middle + 1;
  }
  return from;
}
