import { type EntryOf, entriesOf, sinceSetAside } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Ports } from "#core/review/ports.ts";

/** A longer wait is made in parts: a review that gives no sign for weeks counts as cut off (approval/stale.ts). */
const MOST_SECONDS = 7 * 86_400;

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
  { id, status }: Review,
  { now, ...wait }: Wait & { readonly now: string },
): Promise<Postponed> {
  const noted = entriesOf(sinceSetAside(await store.journal(id)), "change-postponed");
  if (!noted.some((entry) => entry.until === wait.until)) await store.append(id, { kind: "change-postponed", at: now, ...wait });
  await store.update(id, status === "rehearsing" ? "rehearse" : "postpone", { updatedAt: now });
  const seconds = Math.ceil((Date.parse(wait.until) - Date.parse(now)) / 1000);
  return { next: "wait-for-window", watchSeconds: 0, waitSeconds: Math.min(seconds, MOST_SECONDS) };
}
