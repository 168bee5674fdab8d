import { setAsideEntry } from "#core/review/change/drift.ts";
import { isNoted } from "#core/review/change/restore/requests.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Ports } from "#core/review/ports.ts";

/**
 * Sets an approval aside that does not count any more, so that a new proposal is made: what was decided goes from the review, where it would
 * stand beside the next proposal, and the journal keeps it. May be repeated.
 */
export async function setAside(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { id, decision }: Pick<Review, "id" | "decision">,
  why: Parameters<typeof setAsideEntry>[2],
): Promise<void> {
  const entry = decision && setAsideEntry(decision, clock.now(), why);
  if (entry && !isNoted(await store.journal(id), entry)) await store.append(id, entry);
  await store.update(id, "drift", { waiting: null, decision: null, rehearsal: null, failure: null, updatedAt: clock.now() });
}
