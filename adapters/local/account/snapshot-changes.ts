import * as v from "valibot";
import { formatArn, parseArn } from "#core/aws/arn.ts";
import { Arn } from "#core/aws/names.ts";
import { RequestRefusedError } from "#core/errors.ts";
import { roleOfTags } from "#core/review/change/carry-out/policy-tags.ts";
import { PolicyExistsError, RoleNotFoundError, VersionLimitError } from "#core/review/errors.ts";
import { mostAttached } from "#core/review/policy-quota.ts";
import type { RoleChanges } from "#core/review/ports/iam.ts";
import type { Clock } from "#core/review/ports/machine.ts";
import { jsonText } from "./json-text.ts";
import { carriersOf, ownPolicyNamed, type Snapshot, type SnapshotPolicy, type SnapshotRole } from "./snapshot.ts";

const MOST_VERSIONS = 5;

/** A snapshot in the place of IAM, to write: in memory, with IAM's own limits and refusals. */
export function snapshotChanges(snapshot: Snapshot, clock: Clock): RoleChanges {
  const policy = (arn: string) => snapshot.Policies.find((candidate) => candidate.Arn === arn);
  return {
    async createPolicy({ path, name, document, description, tags }) {
      const { partition = "aws", account = "" } = parseArn(existingRole(snapshot, roleOfTags(tags)).Arn) ?? {};
      const arn = v.parse(Arn, formatArn({ partition, service: "iam", region: "", account, resource: `policy${path}${name}` }));
      const holder = ownPolicyNamed(snapshot, name);
      if (holder) throw new PolicyExistsError(name, holder.Arn);
      const created = {
        PolicyName: name,
        Arn: arn,
        Path: path,
        Description: description,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      };
      snapshot.Policies.push({
        ...created,
        DefaultVersionId: "v1",
        AttachmentCount: 0,
        PolicyVersionList: [version("v1", document, clock)],
      });
      return { arn };
    },
    async createPolicyVersion(arn, document) {
      const found = existing(policy(arn), arn);
      if (found.PolicyVersionList.length >= MOST_VERSIONS) throw new VersionLimitError(arn);
      const versionId = `v${1 + Math.max(...found.PolicyVersionList.map(({ VersionId }) => Number(VersionId.slice(1))))}`;
      found.PolicyVersionList.unshift(version(versionId, document, clock));
      makeDefault(found, versionId);
      return { versionId };
    },
    async setDefaultVersion(arn, versionId) {
      makeDefault(existing(policy(arn), arn), versionId);
    },
    async deletePolicyVersion(arn, versionId) {
      const found = existing(policy(arn), arn);
      if (found.DefaultVersionId === versionId)
        throw new RequestRefusedError("iam:DeletePolicyVersion", "the default version cannot be deleted.");
      found.PolicyVersionList = found.PolicyVersionList.filter(({ VersionId }) => VersionId !== versionId);
    },
    async policyVersions(arn) {
      const versions = policy(arn)?.PolicyVersionList ?? [];
      return versions
        .map(({ VersionId, IsDefaultVersion, CreateDate }) => ({
          versionId: VersionId,
          isDefault: IsDefaultVersion,
          createdAt: CreateDate,
        }))
        .sort((a, b) => Number(b.versionId.slice(1)) - Number(a.versionId.slice(1)));
    },
    async policyDocument(arn, versionId) {
      const found = existing(policy(arn), arn).PolicyVersionList.find(({ VersionId }) => VersionId === versionId);
      if (!found) throw new RequestRefusedError("iam:GetPolicyVersion", `${arn} has no version ${versionId}.`);
      return jsonText(found.Document);
    },
    async deletePolicy(arn) {
      const carrier = snapshot.RoleDetailList.find((role) => carries(role, arn));
      if (carrier) throw new RequestRefusedError("iam:DeletePolicy", `${arn} is attached to ${carrier.RoleName}.`);
      snapshot.Policies = snapshot.Policies.filter((candidate) => candidate.Arn !== arn);
    },
    async tagPolicy(arn, tags) {
      const found = existing(policy(arn), arn);
      const before = (found.Tags ?? []).filter(({ Key }) => !(Key in tags));
      found.Tags = [...before, ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))];
    },
    async attach(roleName, arn) {
      const role = existingRole(snapshot, roleName);
      if (carries(role, arn)) return;
      const { PolicyName } = existing(policy(arn), arn);
      const carried = role.AttachedManagedPolicies.length;
      if (carried >= mostAttached(carried))
        throw new RequestRefusedError("iam:AttachRolePolicy", `${roleName} carries ${carried} managed policies, as many as it may.`);
      role.AttachedManagedPolicies.push({ PolicyName, PolicyArn: arn });
    },
    async detach(roleName, arn) {
      const role = existingRole(snapshot, roleName);
      role.AttachedManagedPolicies = role.AttachedManagedPolicies.filter(({ PolicyArn }) => PolicyArn !== arn);
    },
    async putInline(roleName, name, document) {
      const role = existingRole(snapshot, roleName);
      const written = { PolicyName: name, PolicyDocument: JSON.parse(document) };
      role.RolePolicyList = [...role.RolePolicyList.filter(({ PolicyName }) => PolicyName !== name), written];
    },
    async deleteInline(roleName, name) {
      const role = existingRole(snapshot, roleName);
      role.RolePolicyList = role.RolePolicyList.filter(({ PolicyName }) => PolicyName !== name);
    },
    async inlineDocument(roleName, name) {
      const found = existingRole(snapshot, roleName).RolePolicyList.find(({ PolicyName }) => PolicyName === name);
      return found && jsonText(found.PolicyDocument);
    },
    carriers: async (arn) => carriersOf(snapshot, arn),
    async attached(roleName) {
      return existingRole(snapshot, roleName).AttachedManagedPolicies.map(({ PolicyArn, PolicyName }) => ({
        arn: PolicyArn,
        name: PolicyName,
      }));
    },
  };
}

function version(versionId: string, document: string, clock: Clock) {
  return { VersionId: versionId, IsDefaultVersion: true, CreateDate: clock.now(), Document: document };
}

function makeDefault(policy: SnapshotPolicy, versionId: string): void {
  if (!policy.PolicyVersionList.some(({ VersionId }) => VersionId === versionId))
    throw new RequestRefusedError("iam:SetDefaultPolicyVersion", `${policy.Arn} has no version ${versionId}.`);
  policy.DefaultVersionId = versionId;
  policy.PolicyVersionList = policy.PolicyVersionList.map((each) => ({ ...each, IsDefaultVersion: each.VersionId === versionId }));
}

function existing(policy: SnapshotPolicy | undefined, arn: string): SnapshotPolicy {
  if (!policy) throw new RequestRefusedError("IAM", `there is no policy ${arn}.`);
  return policy;
}

function existingRole(snapshot: Snapshot, roleName: string): SnapshotRole {
  const role = snapshot.RoleDetailList.find((candidate) => candidate.RoleName === roleName);
  if (!role) throw new RoleNotFoundError(roleName);
  return role;
}

function carries(role: SnapshotRole, arn: string): boolean {
  return role.AttachedManagedPolicies.some(({ PolicyArn }) => PolicyArn === arn);
}
