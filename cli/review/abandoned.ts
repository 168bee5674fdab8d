import { systemClock } from "#adapters/local/small-ports.ts";
import type { LocalReviewStore } from "#adapters/local/store/sqlite-review-store.ts";

/**
 * Closes reviews of a record whose run was ended before they were: nobody can answer them any more, and nothing of theirs was
 * carried out but in the memory of that run.
 */
export async function closeAbandoned(store: LocalReviewStore): Promise<void> {
  for (const { id, status } of await store.open()) {
    await store.update(id, [status], {
      status: "failed",
      updatedAt: systemClock.now(),
      waiting: null,
      failure: { code: "abandoned", step: status, message: "The run ended before this review did; nothing was changed." },
    });
  }
}
