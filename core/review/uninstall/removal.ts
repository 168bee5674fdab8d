import type { Review } from "../model/review.ts";
import type { Execution } from "../ports/deployment.ts";
import { fateOf } from "./fate.ts";

/** What removing a stack would end, and what it would wait for. */
export interface Removal {
  readonly isScheduled: boolean;
  readonly cycles: number;
  /** These end without a change, rehearsals among them. */
  readonly removed: readonly Review[];
  /** Their changes were made; nobody watches for denied calls any more. */
  readonly unwatched: readonly Review[];
  /** These change their roles at this moment, or end by themselves: they are waited for. */
  readonly awaited: readonly Review[];
  readonly restores: number;
  /** Messages about denied calls that nobody would get any more. */
  readonly messages: number;
}

/** What an end of the stack would mean now. */
export function planRemoval(isScheduled: boolean, running: readonly Execution[], open: readonly Review[]): Removal {
  const count = (machine: Execution["machine"]) => running.filter((execution) => execution.machine === machine).length;
  const having = (fate: ReturnType<typeof fateOf>) => open.filter((review) => fateOf(review) === fate);
  return {
    isScheduled,
    cycles: count("review-accounts") + count("review-cycle"),
    removed: having("remove"),
    unwatched: having("close"),
    awaited: having("await"),
    restores: count("role-restore"),
    messages: count("tell-denied"),
  };
}
