import { type EntryOf, entriesOf } from "#core/review/model/journal.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { Ports } from "#core/review/ports.ts";

/**
 * Publishes a message that a step is repeated for: the journal says that it went out. A step that is cut off between the two
 * tells it twice, never not at all. `sent` tells it from other messages of the review: subjects may be the same, or be cut off at the
 * same place. Without a message, because nobody would hear it, the journal says that it is done all the same.
 */
export async function sendOnce(
  { notifier, store, clock }: Pick<Ports, "notifier" | "store" | "clock">,
  reviewId: string,
  message: Message | undefined,
  sent: Pick<EntryOf<"sent">, "message" | "about">,
): Promise<void> {
  const journal = await store.journal(reviewId);
  if (entriesOf(journal, "sent").some(({ message: id, about }) => id === sent.message && about === sent.about)) return;
  if (message) await notifier.publish(message);
  await store.append(reviewId, { kind: "sent", at: clock.now(), ...sent });
}
