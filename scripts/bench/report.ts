/** The middle value; of an even number of them, the lower one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** One figure against its limit. A miss is told, and fails nothing: machines differ. */
export function verdict(what: string, value: number, which: "at most" | "at least", limit: number): void {
  const isMet = which === "at most" ? value <= limit : value >= limit;
  console.log(`${isMet ? "PASS" : "MISS"}  ${what}: ${value.toFixed(2)} (${which} ${limit})`);
}
