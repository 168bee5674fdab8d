import { canariesBefore, undoneCanaries } from "#core/review/change/schedule/canaries.ts";
import { type EntryOf, entriesOf, sinceSetAside } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Ports } from "#core/review/ports.ts";

/** A longer wait is made in parts: a review that gives no sign for weeks counts as cut off (approval/stale.ts). */
const MOST_SECONDS = 7 * 86_400;

/** How often an approved change looks whether the canary roles that it waits for are done. */
const CANARY_SECONDS = 6 * 3600;

export interface Postponed {
  readonly next: "wait-for-window";
  readonly watchSeconds: 0;
  /** Until the step is to run again. */
  readonly waitSeconds: number;
}

type Wait = Omit<EntryOf<"change-postponed">, "kind" | "at">;

/**
 * Lets an approved change wait until an instant (ISO 8601): the journal notes it once, and the record shows that the review goes on.
 * `because` is absent where it waits for the change window.
 */
export async function postpone(
  { store }: Pick<Ports, "store">,
  review: Review,
  { now, ...wait }: Wait & { readonly now: string },
): Promise<Postponed> {
  const { id } = review;
  const noted = entriesOf(sinceSetAside(await store.journal(id)), "change-postponed");
  if (!noted.some((entry) => entry.until === wait.until)) await store.append(id, { kind: "change-postponed", at: now, ...wait });
  await giveSign(store, review, now);
  const seconds = Math.ceil((Date.parse(wait.until) - Date.parse(now)) / 1000);
  return { next: "wait-for-window", watchSeconds: 0, waitSeconds: Math.min(seconds, MOST_SECONDS) };
}

/**
 * Lets an approved change wait while reviews of canary roles before it are open. Gives the names of those that it waited for and whose change
 * was taken back; nothing where there is no such role.
 */
export async function awaitCanaries(
  { store, clock }: Pick<Ports, "store" | "clock">,
  review: Review,
): Promise<Postponed | { readonly undone: readonly string[] } | undefined> {
  if (review.canary) return undefined;
  const awaited = entriesOf(sinceSetAside(await store.journal(review.id)), "canaries-awaited").flatMap(({ canaries }) => canaries);
  const undone = await undoneCanaries(store, [...new Set(awaited.map(({ reviewId }) => reviewId))]);
  if (undone.length > 0) return { undone: undone.map(({ roleName }) => roleName) };
  const before = canariesBefore(await store.open(), review);
  if (before.length === 0) return undefined;
  const now = clock.now();
  const fresh = before.filter(({ id }) => !awaited.some(({ reviewId }) => reviewId === id));
  const canaries = fresh.map(({ id: reviewId, roleName }) => ({ reviewId, roleName }));
  if (canaries.length > 0) await store.append(review.id, { kind: "canaries-awaited", at: now, canaries });
  await giveSign(store, review, now);
  return { next: "wait-for-window", watchSeconds: 0, waitSeconds: CANARY_SECONDS };
}

async function giveSign(store: Ports["store"], { id, status }: Review, now: string): Promise<void> {
  await store.update(id, status === "rehearsing" ? "rehearse" : "postpone", { updatedAt: now });
}
