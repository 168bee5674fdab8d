import { RoleBusyError } from "#core/review/errors.ts";
import { isHeld, isHeldBy } from "#core/review/lease.ts";
import type { LeaseRequest } from "#core/review/model/lease.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Ports } from "#core/review/ports.ts";
import { leaseOf } from "#core/review/role-history.ts";

export interface PreparedLease extends LeaseRequest {
  /** It holds the lease already: the step is being repeated. */
  readonly isOurs: boolean;
  /** Another one worked for the same review, and is gone for good. */
  readonly isCutOff: boolean;
}

/**
 * What acquires the lease of the role with the first write. Called before the role is looked at: that write is refused where another
 * held the lease in between. Throws RoleBusyError where another holds it now.
 */
export async function prepareLease(
  { store, clock }: Pick<Ports, "store" | "clock">,
  { id, roleName, roleArn }: Pick<Review, "id" | "roleName" | "roleArn">,
  by: string,
): Promise<PreparedLease> {
  const lease = await leaseOf(store, { roleArn });
  const isOurs = isHeldBy(lease, id, by);
  if (isHeld(lease, clock.now()) && !isOurs) throw new RoleBusyError(roleName, lease.holder?.reviewId);
  return { by, after: lease.fencingToken, isOurs, isCutOff: !isOurs && lease.holder?.reviewId === id };
}
