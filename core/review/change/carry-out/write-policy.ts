import type { Arn } from "#core/aws/names.ts";
import { ChangeNotVisibleError, PolicyExistsError, PolicyNameTakenError, PolicySharedError, VersionLimitError } from "../../errors.ts";
import type { PolicyVersion, RoleChanges } from "../../ports/iam.ts";
import { WHITTLE_PATH } from "../../selection.ts";
import { sameJson } from "../fingerprint.ts";
import type { ChangePlan, PolicyText } from "../plan/change-plan.ts";
import { policyTags } from "./policy-tags.ts";

/** As many versions as IAM keeps of a policy (IAM User Guide, "IAM and AWS STS quotas"). */
const MOST_VERSIONS = 5;

/**
 * Makes `document` the default version of a refined policy: creates the policy, finds the version among those there are,
 * or adds one, after the oldest that is neither the default nor needed for restoring has made room. Repeating it changes nothing.
 * Throws PolicySharedError where others carry it too, PolicyNameTakenError where another policy has its name, ChangeNotVisibleError where IAM refuses because of something that it does not show yet.
 */
export async function writePolicy(changes: RoleChanges, policy: PolicyText, plan: ChangePlan, needed?: string): Promise<void> {
  const versions = await changes.policyVersions(policy.arn);
  if (versions.length === 0) return createPolicy(changes, policy, plan);
  const same = await sameVersion(changes, policy, versions, needed);
  if (same?.isDefault) return;
  await refuseShared(changes, policy, plan);
  if (same) return changes.setDefaultVersion(policy.arn, same.versionId);
  await makeRoom(changes, policy.arn, versions, needed);
  await addVersion(changes, policy, plan);
}

/** A name may have been given to others since the plan was made, or have been theirs while the role did not carry it. */
async function refuseShared(changes: RoleChanges, { arn, name }: PolicyText, { roleName }: ChangePlan): Promise<void> {
  const own = (await changes.attached(roleName)).some((policy) => policy.arn === arn) ? 1 : 0;
  if ((await changes.carriers(arn)) > own) throw new PolicySharedError(name, roleName);
}

async function createPolicy(changes: RoleChanges, { name, arn, document }: PolicyText, plan: ChangePlan): Promise<void> {
  const description = `What ${plan.roleName} uses, as refined by Whittle`;
  try {
    await changes.createPolicy({ path: WHITTLE_PATH, name, document, description, tags: policyTags(plan) });
  } catch (error) {
    if (!(error instanceof PolicyExistsError)) throw error;
    const { holder = arn } = error;
    throw holder === arn
      ? new ChangeNotVisibleError(plan.roleName, arn, { cause: error })
      : new PolicyNameTakenError(plan.roleName, name, holder);
  }
}

async function addVersion(changes: RoleChanges, { arn, document }: PolicyText, plan: ChangePlan): Promise<void> {
  try {
    await changes.createPolicyVersion(arn, document);
  } catch (error) {
    throw error instanceof VersionLimitError ? new ChangeNotVisibleError(plan.roleName, arn, { cause: error }) : error;
  }
}

/**
 * Makes the version that a policy had its default again. It is told to IAM even where it shows so already, because what it shows
 * may be late. Where the version is gone, or the policy, it is written anew.
 */
export async function restoreVersion(changes: RoleChanges, policy: PolicyText, plan: ChangePlan, versionId: string): Promise<void> {
  const versions = await changes.policyVersions(policy.arn);
  const same = await sameVersion(changes, policy, versions, versionId);
  if (!same) return writePolicy(changes, policy, plan);
  if (!same.isDefault) await refuseShared(changes, policy, plan);
  await changes.setDefaultVersion(policy.arn, same.versionId);
}

/** The version with this very document: the needed one first, so that a restored role has the version that it had. */
async function sameVersion(
  changes: RoleChanges,
  { arn, document }: PolicyText,
  versions: readonly PolicyVersion[],
  needed: string | undefined,
): Promise<PolicyVersion | undefined> {
  const wanted = sameJson(document);
  const inOrder = versions.toSorted((a, b) => rank(b, needed) - rank(a, needed));
  for (const version of inOrder) {
    if (sameJson(await changes.policyDocument(arn, version.versionId)) === wanted) return version;
  }
  return undefined;
}

function rank({ versionId, isDefault }: PolicyVersion, needed: string | undefined): number {
  return versionId === needed ? 2 : isDefault ? 1 : 0;
}

async function makeRoom(changes: RoleChanges, arn: Arn, versions: readonly PolicyVersion[], needed: string | undefined): Promise<void> {
  if (versions.length < MOST_VERSIONS) return;
  const oldest = versions.findLast(({ isDefault, versionId }) => !isDefault && versionId !== needed);
  if (oldest) await changes.deletePolicyVersion(arn, oldest.versionId);
}
