import { RoleBusyError } from "#core/review/errors.ts";
import type { TakingTurn } from "#core/review/model/lease.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Ports } from "#core/review/ports.ts";
import { isHeld, isHeldBy, NO_TURN } from "#core/review/turn.ts";

export interface NextTurn extends TakingTurn {
  /** It has this turn already: the step is being repeated. */
  readonly isOurs: boolean;
  /** Another one worked for the same review, and is gone for good. */
  readonly isCutOff: boolean;
}

/**
 * What it takes to change the role in its turn. Called before the role is looked at: where another's turn comes between that and the
 * first write, the write is refused. Throws RoleBusyError where it is another's turn now.
 */
export async function nextTurn(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { id, roleName }: Pick<Review, "id" | "roleName">,
  by: string,
): Promise<NextTurn> {
  const { turn = NO_TURN } = (await store.history([roleName])).get(roleName) ?? {};
  const isOurs = isHeldBy(turn, id, by);
  if (isHeld(turn, clock.now()) && !isOurs) throw new RoleBusyError(roleName, turn.holder?.reviewId);
  return { by, after: turn.count, isOurs, isCutOff: !isOurs && turn.holder?.reviewId === id };
}
