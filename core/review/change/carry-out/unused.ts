import type { PolicyRef, RoleState } from "../../model/role-state.ts";
import { MOST_ATTACHED } from "../../policy-quota.ts";
import type { RoleChanges } from "../../ports/iam.ts";

import { refinedArn, refinedName } from "../plan/refined-policy.ts";

/**
 * Refined policies of a role that it carries no more, nor anybody else, and did not carry before the review either: nothing needs them, not even
 * restoring the review by hand. An older review's restore writes its policies anew from the record.
 */
export async function unusedPolicies(
  changes: Pick<RoleChanges, "policyVersions" | "carriers">,
  before: RoleState,
  now: RoleState,
): Promise<readonly PolicyRef[]> {
  const needed = new Set([...before.attached, ...now.attached].map(({ arn }) => arn));
  const names = Array.from({ length: MOST_ATTACHED }, (_, index) => refinedName(now.name, index + 1));
  const unused: PolicyRef[] = [];
  for (const policy of names.map((name) => ({ name, arn: refinedArn(now, name) }))) {
    const isThere = !needed.has(policy.arn) && (await changes.policyVersions(policy.arn)).length > 0;
    if (isThere && (await changes.carriers(policy.arn)) === 0) unused.push(policy);
  }
  return unused;
}

/** Deletes a policy that nobody carries: first its other versions, as IAM wants it. May be repeated. */
export async function deletePolicy(changes: RoleChanges, { arn }: PolicyRef): Promise<void> {
  for (const { versionId, isDefault } of await changes.policyVersions(arn)) {
    if (!isDefault) await changes.deletePolicyVersion(arn, versionId);
  }
  await changes.deletePolicy(arn);
}
