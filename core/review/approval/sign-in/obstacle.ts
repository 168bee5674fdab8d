import type { Review } from "../../model/review.ts";
import type { RoleState } from "../../model/role-state.ts";
import type { SetHolders } from "../../ports/permission-sets.ts";
import { isSamePerson } from "../approvers.ts";
import { knownToAssume } from "./assume.ts";
import type { Identity } from "./identity.ts";

/** Why somebody must leave a role to others; core/web/obstacle-text.ts has the words. */
export type OwnRole =
  /** They can use it themselves, by this principal or provider that its trust policy names. */
  | { readonly id: "own"; readonly roleName: string; readonly trusted: string }
  /** Their provider names too many principals for them. */
  | { readonly id: "unknown" }
  /** They are assigned to the permission set, or may be. */
  | { readonly id: "holds-set" | "holder-unknown" };

/** Why somebody who may decide cannot approve. */
export type Obstacle = OwnRole | { readonly id: "two-unknown" } | { readonly id: "approved" };

/** Is somebody assigned to the permission set? Undefined where that cannot be told; of a role, nobody is. */
export type IsHolder = boolean | undefined;

/** Asks whether whoever is looking holds the permission set; of a role, and where nobody has to sign in, there is nothing to ask. */
export async function isHolderOf(
  holders: (() => Promise<SetHolders>) | undefined,
  before: RoleState,
  identity: Identity | undefined,
): Promise<IsHolder> {
  if (!holders || !before.permissionSet || !identity) return false;
  return (await holders()).holds(before, identity);
}

/** Why this person, who may decide, cannot approve this review; rejecting it remains possible. */
export function whyNotApprove({
  review,
  before,
  identity,
  isHolder,
}: {
  readonly review: Review;
  readonly before: RoleState;
  readonly identity: Identity | undefined;
  readonly isHolder: IsHolder;
}): Obstacle | undefined {
  if (identity === undefined) return review.approversNeeded === undefined ? undefined : { id: "two-unknown" };
  const own = whyNotOneself(before, identity, isHolder);
  if (own !== undefined) return own;
  const hasApproved = review.approvals?.some((approval) => isSamePerson(approval.identity, identity)) === true;
  return hasApproved ? { id: "approved" } : undefined;
}

/** Why this person must leave a role to others: they can use it themselves, or that cannot be told. */
export function whyNotOneself(role: Pick<RoleState, "name" | "trust">, identity: Identity, isHolder: IsHolder): OwnRole | undefined {
  if (isHolder !== false) return { id: isHolder ? "holds-set" : "holder-unknown" };
  const trusted = knownToAssume(role, identity);
  if (trusted !== undefined) return { id: "own", roleName: role.name, trusted };
  return identity.isCut ? { id: "unknown" } : undefined;
}
