import { CallbackGoneError } from "./errors.ts";
import type { Review } from "./model/review.ts";
import type { Ports } from "./ports.ts";

/** Tells the workflow that waits for a review to go on. Where it waits no more, its next look at the record tells it all the same. */
export async function callBack({ callbacks }: Pick<Ports, "callbacks">, { waiting }: Review, output: unknown): Promise<void> {
  if (!waiting) return;
  try {
    await callbacks.succeed(waiting.taskToken, output);
  } catch (error) {
    if (!(error instanceof CallbackGoneError)) throw error;
  }
}
