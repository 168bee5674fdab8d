type Place = readonly (string | number)[];

/** The path to every member that holds no other. */
export function leavesOf(value: unknown, place: Place = []): readonly Place[] {
  if (typeof value !== "object" || value === null) return [place];
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...place, name]));
}

/** A copy in which one member is another. */
export function withLeaf<T>(value: T, [name, ...rest]: Place, leaf: unknown): T {
  if (name === undefined) return leaf as T;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[name] = withLeaf(copy[name], rest, leaf);
  return copy as T;
}
