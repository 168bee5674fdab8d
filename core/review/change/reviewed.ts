import { formatArn, nameInArn } from "#core/aws/arn.ts";
import { RecordMismatchError } from "../errors.ts";
import { proposalHash } from "../hash.ts";
import type { Proposal } from "../model/proposal.ts";
import type { Review } from "../model/review.ts";
import type { RoleState } from "../model/role-state.ts";
import { roleNamePattern } from "../permission-sets/permission-set.ts";
import type { ReviewStore } from "../ports/review-store.ts";
import { fingerprint, stateHash } from "./fingerprint.ts";

/** What a review proposed, and the role that it was proposed for. */
export interface ReviewedRole {
  readonly proposal: Proposal;
  readonly before: RoleState;
}

/**
 * The proposal and the role state of a review, known to belong together; undefined while the review has none.
 * A decision covers the proposal alone. Through the proposal's hash of the role state it covers that too, and so everything that a
 * change plan and the page read, but only as far as this has compared them. Throws RecordMismatchError.
 */
export async function reviewedRole(
  store: Pick<ReviewStore, "document">,
  review: Pick<Review, "id" | "roleName" | "roleArn" | "proposalHash">,
): Promise<ReviewedRole | undefined> {
  const proposal = await store.document(review.id, "proposal");
  const before = await store.document(review.id, "before");
  if (!proposal || !before) return undefined;
  const differing = firstDifference(review, { proposal, before });
  if (differing !== undefined) throw new RecordMismatchError(review.id, differing);
  return { proposal, before };
}

function firstDifference(
  { id, roleName, roleArn, proposalHash: decidedAbout }: Pick<Review, "id" | "roleName" | "roleArn" | "proposalHash">,
  { proposal, before }: ReviewedRole,
): string | undefined {
  const { reviewId, role, roleFingerprint, roleStateHash } = proposal;
  if (reviewId !== id) return "the proposal was made by another review";
  if (role.arn !== roleArn || role.name !== roleName) return "the proposal is for another role";
  if (before.arn !== roleArn || !isSelfConsistent(before)) return "the saved role is another one";
  if (fingerprint(before) !== roleFingerprint) return "the saved policies of the role are not those of the proposal";
  if (roleStateHash !== undefined && stateHash(before) !== roleStateHash) return "the saved role is not as it was proposed about";
  // A page that shows one proposal must not have another one signed.
  if (decidedAbout !== undefined && proposalHash(proposal) !== decidedAbout) return "the proposal is not the one that is decided about";
  return undefined;
}

/** The fingerprint covers ARNs and documents as IAM gave them: what else names them must say the same. */
function isSelfConsistent({ arn, name, path, partition, accountId, attached, permissionSet }: RoleState): boolean {
  const resource = permissionSet ? `role${path}${roleNamePattern(name)}` : `role${path}${name}`;
  const own = formatArn({ partition, service: "iam", region: "", account: accountId, resource });
  return arn === own && attached.every((policy) => nameInArn(policy.arn) === policy.name);
}
