/**
 * Of a hundred faults in a folder, how many its tests noticed at the least when they were last measured (docs/testing.md). A folder
 * without a figure was not measured.
 */
export const FLOORS: Readonly<Record<string, number | undefined>> = {
  "core/policy": 85,
  "core/evidence": 68,
  "core/usage": 62,
  "core/review/propose": 82,
  "core/review/change": 80,
  "core/review/approval": 85,
  "core/steps": 70,
  adapters: 70,
  functions: 72,
};

/** How seldom a sample may come out so low by chance before it counts as below the floor. */
const SELDOM = 0.02;

/** Are so few of the faults noticed that the floor no longer holds? A small sample is low by chance more easily than a large one. */
export function isBelow(floor: number, noticed: number, of: number): boolean {
  return atMost(noticed, of, floor / 100) < SELDOM;
}

/** The chance of at most so many successes in so many tries. */
function atMost(most: number, tries: number, chance: number): number {
  let [term, sum] = [(1 - chance) ** tries, 0];
  for (let successes = 0; successes <= most; successes++) {
    sum += term;
    term *= ((tries - successes) / (successes + 1)) * (chance / (1 - chance));
  }
  return sum;
}
