/** How much of a long property or fuzz test is run: a fiftieth by `npm test`, all of it by `npm run test:deep`. */
const SHARE = Number(process.env.WHITTLE_DEEP ?? 0.02);
const SEED = process.env.WHITTLE_SEED;

/** Is everything run, at its full size? */
export const isDeep = SHARE >= 1;

/** How many runs of `full` are done now: at least 25, or all of them where there are fewer. */
export function runCount(full: number): number {
  return Math.min(full, Math.max(25, Math.round(full * SHARE)));
}

/** What fast-check is to go by. Without a seed it makes one up, and names it where a run fails. */
export function runs(full: number): { readonly numRuns: number; readonly seed?: number } {
  return { numRuns: runCount(full), ...(SEED === undefined ? {} : { seed: Number(SEED) }) };
}

/** A tenth at least of what is to be tried one by one, another tenth with another seed. */
export function sample<T>(all: readonly T[]): readonly T[] {
  const step = Math.max(1, Math.round(1 / Math.max(SHARE, 0.1)));
  const start = Number(SEED ?? Date.now()) % step;
  return all.filter((_, index) => index % step === start);
}
