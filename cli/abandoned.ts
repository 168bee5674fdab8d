import type { LocalReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { systemClock } from "#adapters/machine.ts";
import type { Review } from "#core/review/model/review.ts";

/** The failure of a review that came to no change before its run ended. */
export const ABANDONED = "abandoned";

/** Closes reviews that an earlier run left undecided: nobody can decide them any more. */
export async function closeAbandoned(store: LocalReviewStore): Promise<void> {
  for (const review of await store.open()) await closeOne(store, review, systemClock.now());
}

/** The snapshot holds what was applied. Of a change that was under way, the record says already how far it came and how to put it right. */
async function closeOne(store: LocalReviewStore, { id, status, failure }: Review, now: string): Promise<Review> {
  const ended = { seen: status, updatedAt: now, closedAt: now, waiting: null };
  if (status === "applied") return await store.update(id, "close", ended);
  const abandoned = { code: ABANDONED, step: status, message: "The run ended before this review was decided. Nothing was changed." };
  return await store.update(id, "fail", { ...ended, failure: failure ?? abandoned });
}
