/** The middle value; of an even number of them, the lower one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** Prints one figure against its limit and by how much it misses it. A miss does not fail the run: machines differ. */
export function verdict(what: string, value: number, which: "at most" | "at least", limit: number): void {
  const missedBy = which === "at most" ? value - limit : limit - value;
  const isMet = missedBy <= 0;
  console.log(
    `  ${isMet ? "met   " : "MISSED"}  ${what}: ${precise(value)} (${which} ${limit}${isMet ? "" : `, missed by ${precise(missedBy)}`})`,
  );
}

/** A small miss must not round to none. */
function precise(value: number): string {
  return Math.abs(value) < 0.01 ? value.toPrecision(1) : value.toFixed(2);
}
