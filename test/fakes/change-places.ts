import type { ChangePlaces } from "#core/review/change/schedule/change-day.ts";

/** So many places a day, in memory. */
export function fakeChangePlaces(most: number): ChangePlaces {
  const days = new Map<string, Set<string>>();
  return {
    async take(day, reviewId) {
      const taken = days.get(day) ?? new Set();
      if (taken.size >= most && !taken.has(reviewId)) return false;
      days.set(day, taken.add(reviewId));
      return true;
    },
  };
}
