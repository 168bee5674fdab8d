import { randomUUID } from "node:crypto";
import { CallbackGoneError } from "#core/review/errors.ts";
import type { Callbacks } from "#core/review/ports/workflow.ts";

/** The longest that a timer can be set to. A longer wait outlives the process anyway. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Nobody called back in time; Step Functions' own name for it. */
class StatesTimeoutError extends Error {
  override readonly name = "States.Timeout";
}

export interface LocalCallbacks extends Callbacks {
  /** A new token, and what is given to `succeed` with it. Rejects with States.Timeout when the time is over. */
  expect(seconds: number): { readonly token: string; readonly answer: Promise<unknown> };
  /** Has nobody called back with the token yet? */
  isWaiting(token: string): boolean;
  /** Gives a token up, so that nothing is kept waiting for it. */
  forget(token: string): void;
}

/** Task tokens of this process. */
export function localCallbacks(): LocalCallbacks {
  const waiting = new Map<string, { readonly answer: (output: unknown) => void; readonly timer: NodeJS.Timeout }>();
  function forget(token: string): void {
    clearTimeout(waiting.get(token)?.timer);
    waiting.delete(token);
  }
  return {
    expect(seconds) {
      const token = randomUUID();
      const answer = new Promise<unknown>((resolve, reject) => {
        const timer = setTimeout(
          () => {
            waiting.delete(token);
            reject(new StatesTimeoutError("Nobody called back in time."));
          },
          Math.min(seconds * 1000, LONGEST_TIMER_MS),
        );
        waiting.set(token, { answer: resolve, timer });
      });
      return { token, answer };
    },
    async succeed(token, output) {
      const found = waiting.get(token);
      if (!found) throw new CallbackGoneError();
      forget(token);
      found.answer(output);
    },
    isWaiting: (token) => waiting.has(token),
    forget,
  };
}
