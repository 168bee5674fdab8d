import { RequestRefusedError } from "#core/errors.ts";
import { CallbackGoneError } from "./errors.ts";
import type { Review, Waiting } from "./model/review.ts";
import type { Ports } from "./ports.ts";

/** A step is tried eight times at most (statemachine/role-review.asl.json), and each try has a token of its own. */
const MOST_TOKENS = 10;

/** The tokens of a round that is asked with one more: none takes the place of another, so that nobody can put the workflow's own out. */
export function withToken(
  { taskToken, earlierTokens = [], round }: Pick<Waiting, "taskToken" | "earlierTokens" | "round">,
  asked: { readonly taskToken: string; readonly round: number },
): Pick<Waiting, "taskToken" | "earlierTokens"> {
  if (asked.round !== round) return { taskToken: asked.taskToken };
  const known = [taskToken, ...earlierTokens];
  if (known.includes(asked.taskToken) || known.length >= MOST_TOKENS) return { taskToken, earlierTokens };
  return { taskToken: asked.taskToken, earlierTokens: known };
}

/** Tells the workflow that waits for a review to go on. Where it waits no more, its next look at the record tells it all the same. */
export async function callBack({ callbacks }: Pick<Ports, "callbacks">, { waiting }: Review, output: unknown): Promise<void> {
  if (!waiting) return;
  const { taskToken, earlierTokens = [] } = waiting;
  const ends = await Promise.allSettled([taskToken, ...earlierTokens].map((token) => callbacks.succeed(token, output)));
  if (ends.some(({ status }) => status === "fulfilled")) return;
  for (const end of ends) if (end.status === "rejected" && !isGone(end.reason)) throw end.reason;
}

/** A token that the workflow never gave is refused, and one whose wait is over is gone. */
function isGone(reason: unknown): boolean {
  return reason instanceof CallbackGoneError || reason instanceof RequestRefusedError;
}
