import type { Review } from "../model/review.ts";
import { isAllowed } from "../model/status.ts";

/**
 * What becomes of an open review when its stack is removed.
 * `remove`: it ends without a change. `close`: its change was made, and its watch ends. `await`: it changes its role, or is about to end by itself.
 */
export type Fate = "remove" | "close" | "await";

export function fateOf({ status }: Pick<Review, "status">): Fate {
  if (isAllowed("remove", status)) return "remove";
  return status === "applied" ? "close" : "await";
}
