import { PolicyExistsError } from "../errors.ts";
import type { PolicyVersion, RoleChanges } from "../ports.ts";
import { WHITTLE_PATH } from "../selection.ts";
import { sameJson } from "./fingerprint.ts";
import type { ChangePlan, ChangeStep } from "./plan.ts";

type WriteStep = Extract<ChangeStep, { kind: "write-policy" }>;

/** As many versions as IAM keeps of a policy (IAM User Guide, "IAM and AWS STS quotas"). */
const MOST_VERSIONS = 5;

/**
 * Makes the policy's default version the step's document: creates the policy, finds the version among those there are,
 * or adds one, after the oldest that is neither the default nor needed for restoring has made room. Repeating it changes nothing.
 */
export async function writePolicy(
  changes: RoleChanges,
  step: WriteStep,
  plan: ChangePlan,
  neededVersion: string | undefined,
): Promise<void> {
  const versions = await changes.policyVersions(step.arn);
  if (versions.length === 0) return createPolicy(changes, step, plan, neededVersion);
  const same = await sameVersion(changes, step, versions);
  if (same?.isDefault) return;
  if (same) return changes.setDefaultVersion(step.arn, same.versionId);
  await makeRoom(changes, step.arn, versions, neededVersion);
  await changes.createPolicyVersion(step.arn, step.document);
}

async function createPolicy(changes: RoleChanges, step: WriteStep, plan: ChangePlan, neededVersion: string | undefined): Promise<void> {
  try {
    await changes.createPolicy({
      path: WHITTLE_PATH,
      name: step.name,
      document: step.document,
      description: `What ${plan.roleName} uses, as refined by Whittle`,
      tags: { "whittle:role": plan.roleName, "whittle:review-id": plan.reviewId },
    });
  } catch (error) {
    if (!(error instanceof PolicyExistsError)) throw error;
    await writePolicy(changes, step, plan, neededVersion);
  }
}

async function sameVersion(
  changes: RoleChanges,
  { arn, document }: WriteStep,
  versions: readonly PolicyVersion[],
): Promise<PolicyVersion | undefined> {
  const wanted = sameJson(document);
  for (const version of versions) {
    if (sameJson(await changes.policyDocument(arn, version.versionId)) === wanted) return version;
  }
  return undefined;
}

async function makeRoom(
  changes: RoleChanges,
  arn: string,
  versions: readonly PolicyVersion[],
  neededVersion: string | undefined,
): Promise<void> {
  if (versions.length < MOST_VERSIONS) return;
  const oldest = versions
    .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
    .find(({ isDefault, versionId }) => !isDefault && versionId !== neededVersion);
  if (oldest) await changes.deletePolicyVersion(arn, oldest.versionId);
}
