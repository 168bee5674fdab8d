import type { Notices } from "#core/review/ports/workflow.ts";

/** Starts under a name once, and says what it was started with. */
export function fakeNotices(): Notices & {
  readonly started: ReadonlyMap<string, { readonly reviewId: string; readonly waitSeconds: number }>;
} {
  const started = new Map<string, { readonly reviewId: string; readonly waitSeconds: number }>();
  return {
    started,
    async start(name, input) {
      if (started.has(name)) return false;
      started.set(name, input);
      return true;
    },
  };
}
