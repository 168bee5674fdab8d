import { canonicalJson } from "../hash.ts";
import type { Note } from "../model/note.ts";
import type { Approval, Decision, Review, SignedIn } from "../model/review.ts";
import type { Settings } from "../settings.ts";
import { mayBeOneAddress } from "./sign-in/address.ts";

const APPROVERS_TAG = "whittle:approvers";

/**
 * How many different people must approve what is done to a role, and what the approver should know about it. The tag
 * `whittle:approvers` says 1 or 2; anything else it may say counts as 2.
 */
export function approversFor(
  tags: Readonly<Record<string, string>>,
  { approverSignIn }: Pick<Settings, "approverSignIn">,
): { readonly needed: 1 | 2; readonly notes: readonly Note[] } {
  const asked = tags[APPROVERS_TAG]?.trim();
  if (asked === undefined || asked === "1") return { needed: 1, notes: [] };
  const misread: readonly Note[] = asked === "2" ? [] : [{ id: "approvers-misread", value: asked }];
  return { needed: approverSignIn === "local" ? 1 : 2, notes: [...misread, { id: "two-approvers", signIn: approverSignIn }] };
}

/** Two names belong to one person where provider and subject are the same, or the verified address is: one person may have two accounts. */
export function isSamePerson(a: SignedIn, b: SignedIn): boolean {
  return (
    (a.issuer === b.issuer && a.subject === b.subject) ||
    (a.email !== undefined && b.email !== undefined && mayBeOneAddress(a.email, b.email))
  );
}

/** Who has approved exactly this proposal. */
export function approvalsOf({ approvals = [] }: Review, proposalHash: string): readonly Approval[] {
  return approvals.filter((approval) => approval.proposalHash === proposalHash);
}

/** Do two votes say the same to every question? */
export function isSameAnswers(a: Decision["answers"], b: Decision["answers"]): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

/** Is this decision an approval by as many different people as the review needs, each of exactly the proposal that was decided about? */
export function isApprovedByEnough(review: Review, { verdict, proposalHash }: Decision): boolean {
  if (verdict !== "approved") return false;
  if (review.approversNeeded === undefined) return true;
  const [first, ...others] = approvalsOf(review, proposalHash);
  return first !== undefined && others.some(({ identity }) => !isSamePerson(identity, first.identity));
}
