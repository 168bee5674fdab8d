import type { Review } from "../../model/review.ts";
import type { RoleState } from "../../model/role-state.ts";
import { isSamePerson } from "../approvers.ts";
import { knownToAssume } from "./assume.ts";
import type { Identity } from "./identity.ts";

/** Why this person, who may decide, cannot approve this review; rejecting it remains possible. */
export function whyNotApprove({
  review,
  before,
  identity,
}: {
  readonly review: Review;
  readonly before: RoleState;
  readonly identity: Identity | undefined;
}): string | undefined {
  if (identity === undefined) {
    return review.approversNeeded === undefined
      ? undefined
      : "Two different approvers must approve, and a link does not tell who they are. An operator can deploy Whittle with ApproverSignIn=oidc, or take the tag whittle:approvers off the role.";
  }
  const own = whyNotOneself(before, identity);
  if (own !== undefined) return `${own} Another approver must approve it.`;
  const hasApproved = review.approvals?.some((approval) => isSamePerson(approval.identity, identity)) === true;
  return hasApproved ? "You have approved it. One more approver must approve it before anything is changed." : undefined;
}

/** Why this person must leave a role to others: they can use it themselves, or that cannot be told. */
export function whyNotOneself(role: Pick<RoleState, "name" | "trust">, identity: Identity): string | undefined {
  const able = knownToAssume(role, identity);
  if (able !== undefined) return `You can use this role yourself. ${able}`;
  if (!identity.isCut) return undefined;
  return "Your provider names more IAM principals for you than can be kept, so whether you can use this role yourself is not known.";
}
