import type { Rehearsals } from "#core/review/ports/rehearsals.ts";

export interface FakeRehearsals extends Rehearsals {
  /** ARNs of the roles whose calls are handed over, by review. */
  readonly rules: Map<string, string>;
}

/** Event rules of rehearsals that stand in this process alone. */
export function fakeRehearsals(): FakeRehearsals {
  const rules = new Map<string, string>();
  return {
    rules,
    begin: async (reviewId, roleArn) => {
      rules.set(reviewId, roleArn);
    },
    isStanding: async (reviewId, roleArn) => rules.get(reviewId) === roleArn,
    end: async (reviewId) => {
      rules.delete(reviewId);
    },
  };
}
