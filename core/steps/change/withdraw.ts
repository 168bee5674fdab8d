import type { SentMessage } from "#core/review/model/journal.ts";
import type { ReasonOf } from "#core/review/model/outcome.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { Ports } from "#core/review/ports.ts";
import { sendOnce } from "../send-once.ts";

/** Why an approved change is not made, each with the message that says so. */
const SENT = {
  withdrawn: "withdrawn",
  "canary-undone": "withdrawn",
  "handed-over": "handed-over",
  "not-deployed": "not-deployed",
} as const satisfies Readonly<Record<string, SentMessage>>;

/** Ends a review without its approved change: sends the message, then settles the review with the reason. May be repeated. */
export async function withdraw(
  ports: Pick<Ports, "store" | "notifier" | "clock">,
  { id }: Pick<Review, "id">,
  reason: ReasonOf<keyof typeof SENT>,
  message: Message,
): Promise<void> {
  await sendOnce(ports, id, message, { message: SENT[reason.id] });
  const now = ports.clock.now();
  await ports.store.update(id, "withdraw", { reason, waiting: null, failure: null, updatedAt: now, closedAt: now });
}
