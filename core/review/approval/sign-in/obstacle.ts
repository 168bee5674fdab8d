import type { Review } from "../../model/review.ts";
import type { RoleState } from "../../model/role-state.ts";
import type { SetHolders } from "../../ports/permission-sets.ts";
import type { ApproverRule } from "../approver-rule.ts";
import { isSamePerson } from "../approvers.ts";
import { missingGroups, responsibleFor } from "../responsible.ts";
import { knownToAssume } from "./assume.ts";
import type { Identity } from "./identity.ts";

/** Why somebody must leave a role to others; core/web/obstacle-text.ts has the words. */
export type OwnRole =
  /** They can use it themselves, by this principal or provider that its trust policy names. */
  | { readonly id: "own"; readonly roleName: string; readonly trusted: string }
  /** Their provider names too many principals for them. */
  | { readonly id: "unknown" }
  /** They are assigned to the permission set, or may be. */
  | { readonly id: "holds-set" | "holder-unknown" }
  | NotResponsible;

/** The role's account or owner has approvers of its own: somebody in one of these groups. */
export interface NotResponsible {
  readonly id: "not-responsible";
  readonly groups: readonly string[];
}

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

/** Why this person may decide nothing about this role: neither approve, reject nor restore. Without sign-in, a link is the right to decide. */
export function whyNotDecide(
  before: Pick<RoleState, "arn" | "tags">,
  identity: Identity | undefined,
  rules: readonly ApproverRule[] | undefined,
): NotResponsible | undefined {
  const groups = identity && missingGroups(identity, responsibleFor(before, rules));
  return groups && { id: "not-responsible", groups };
}

/** Why this person cannot approve this review; rejecting it remains possible, unless they are not responsible for the role. */
export function whyNotApprove({
  review,
  before,
  identity,
  isHolder,
  rules,
}: {
  readonly review: Review;
  readonly before: RoleState;
  readonly identity: Identity | undefined;
  readonly isHolder: IsHolder;
  readonly rules?: readonly ApproverRule[] | undefined;
}): Obstacle | undefined {
  if (identity === undefined) return review.approversNeeded === undefined ? undefined : { id: "two-unknown" };
  const own = whyNotDecide(before, identity, rules) ?? whyNotOneself(before, identity, isHolder);
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
