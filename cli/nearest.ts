/** ` Did you mean --role?` where a name is within a typing error of what was written; empty otherwise. */
export function didYouMean(written: string, names: readonly string[]): string {
  const [nearest] = names
    .map((name) => ({ name, distance: distanceBetween(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 4)))
    .sort((a, b) => a.distance - b.distance);
  return nearest === undefined ? "" : ` Did you mean ${nearest.name}?`;
}

/** How many letters are put in, taken out, exchanged, or swapped with their neighbour between two words (optimal string alignment). */
function distanceBetween(from: string, to: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1];
    for (const [index, other] of [...to].entries()) {
      const isSwapped = letter === to[index - 1] && other === from[at - 1];
      const swapped = isSwapped ? (before[index - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min((next[index] ?? 0) + 1, (row[index + 1] ?? 0) + 1, (row[index] ?? 0) + (letter === other ? 0 : 1), swapped));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}
