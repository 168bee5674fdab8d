import type { RestoreInput, Restores } from "#core/review/ports/workflow.ts";

export interface FakeRestores extends Restores {
  /** What was started, each name once. */
  readonly started: readonly { readonly name: string; readonly input: RestoreInput }[];
  /** Waits until all that was started has ended, as far as it was given something to run. */
  ended(): Promise<void>;
}

/** Starts under a name once, as Step Functions does: the same name again is the same execution only while that runs, with the same input. */
export function fakeRestores(run: (input: RestoreInput) => Promise<unknown> = async () => {}): FakeRestores {
  const started: { readonly name: string; readonly input: RestoreInput }[] = [];
  const running = new Map<string, Promise<unknown>>();
  return {
    started,
    async start(name, input) {
      const same = started.find((one) => one.name === name);
      if (same) return running.has(name) && JSON.stringify(same.input) === JSON.stringify(input);
      started.push({ name, input });
      const end = () => void running.delete(name);
      running.set(name, new Promise((resolve) => setImmediate(resolve)).then(() => run(input)).then(end, end));
      return true;
    },
    command: (input) => `start ${JSON.stringify(input)}`,
    async ended() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
