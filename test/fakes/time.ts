import type { Clock, Pauses } from "#core/review/ports/machine.ts";

export interface FakeTime {
  readonly clock: Clock;
  /** Lets the time pass at once. */
  readonly pauses: Pauses;
  /** Since the start. */
  seconds(): number;
  pass(seconds: number): void;
}

/** Time that passes only when told to. */
export function fakeTime(start = "2026-11-24T09:00:00.000Z"): FakeTime {
  let passed = 0;
  const pass = (seconds: number) => {
    passed += seconds;
  };
  return {
    clock: { now: () => new Date(Date.parse(start) + passed * 1000).toISOString() },
    pauses: { pause: async (seconds) => pass(seconds) },
    seconds: () => passed,
    pass,
  };
}
