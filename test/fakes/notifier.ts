import type { Message, Notifier } from "#core/review/ports/notifier.ts";

/** Keeps what was published, in order. */
export function fakeNotifier(): Notifier & { readonly published: readonly Message[] } {
  const published: Message[] = [];
  return {
    published,
    async publish(message) {
      published.push(message);
    },
  };
}
