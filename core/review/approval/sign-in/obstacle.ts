import type { Review } from "../../model/review.ts";
import type { RoleState } from "../../model/role-state.ts";
import { isSamePerson } from "../approvers.ts";
import { knownToAssume } from "./assume.ts";
import type { Identity } from "./identity.ts";

/** Why somebody must leave a role to others; core/web/obstacle-text.ts has the words. */
export type OwnRole =
  /** They can use it themselves, by this principal or provider that its trust policy names. */
  | { readonly id: "own"; readonly roleName: string; readonly trusted: string }
  /** Their provider names too many principals for them. */
  | { readonly id: "unknown" };

/** Why somebody who may decide cannot approve. */
export type Obstacle = OwnRole | { readonly id: "two-unknown" } | { readonly id: "approved" };

/** Why this person, who may decide, cannot approve this review; rejecting it remains possible. */
export function whyNotApprove({
  review,
  before,
  identity,
}: {
  readonly review: Review;
  readonly before: RoleState;
  readonly identity: Identity | undefined;
}): Obstacle | undefined {
  if (identity === undefined) return review.approversNeeded === undefined ? undefined : { id: "two-unknown" };
  const own = whyNotOneself(before, identity);
  if (own !== undefined) return own;
  const hasApproved = review.approvals?.some((approval) => isSamePerson(approval.identity, identity)) === true;
  return hasApproved ? { id: "approved" } : undefined;
}

/** Why this person must leave a role to others: they can use it themselves, or that cannot be told. */
export function whyNotOneself(role: Pick<RoleState, "name" | "trust">, identity: Identity): OwnRole | undefined {
  const trusted = knownToAssume(role, identity);
  if (trusted !== undefined) return { id: "own", roleName: role.name, trusted };
  return identity.isCut ? { id: "unknown" } : undefined;
}
