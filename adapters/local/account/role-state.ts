import { parseArn } from "#core/aws/arn.ts";
import type { Arn } from "#core/aws/names.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { AttachedPolicy, InlinePolicy, RoleState } from "#core/review/model/role-state.ts";
import { isRefined } from "#core/review/selection.ts";
import { PolicyMissingError } from "./errors.ts";
import { jsonText } from "./json-text.ts";
import { carriersOf, type PolicyVersion, type Snapshot, type SnapshotRole } from "./snapshot.ts";

/** A role of a snapshot as Whittle knows it. Throws PolicyMissingError where an attached policy's document is not in the snapshot. */
export function roleState(role: SnapshotRole, snapshot: Snapshot): RoleState {
  const { partition = "aws", account: accountId = "" } = parseArn(role.Arn) ?? {};
  const { LastUsedDate, Region } = role.RoleLastUsed ?? {};
  return {
    arn: role.Arn,
    name: role.RoleName,
    path: role.Path,
    partition,
    accountId,
    createdAt: instant(role.CreateDate),
    trust: jsonText(role.AssumeRolePolicyDocument),
    tags: Object.fromEntries(role.Tags.map(({ Key, Value }) => [Key, Value])),
    attached: role.AttachedManagedPolicies.map(({ PolicyArn }) => attachedPolicy(PolicyArn, role, snapshot)).sort((a, b) =>
      a.arn < b.arn ? -1 : 1,
    ),
    inline: role.RolePolicyList.map(({ PolicyName, PolicyDocument }) => inlinePolicy(role, PolicyName, jsonText(PolicyDocument))).sort(
      (a, b) => (a.name < b.name ? -1 : 1),
    ),
    ...(role.PermissionsBoundary ? { boundaryArn: role.PermissionsBoundary.PermissionsBoundaryArn } : {}),
    instanceProfiles: role.InstanceProfileList.map((profile) => profile.InstanceProfileName).sort(),
    ...(LastUsedDate ? { lastUsed: { at: instant(LastUsedDate), region: Region ?? "" } } : {}),
    ...(role.RoleLastUsed && !LastUsedDate ? { neverUsed: true as const } : {}),
  };
}

function attachedPolicy(arn: Arn, role: SnapshotRole, snapshot: Snapshot): AttachedPolicy {
  const policy = snapshot.Policies.find((candidate) => candidate.Arn === arn);
  const version = policy?.PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion);
  if (!policy || !version) throw new PolicyMissingError(role.RoleName, arn);
  const since = version.CreateDate === "" ? {} : { since: instant(version.CreateDate) };
  const shared = isRefined(arn) && carriersOf(snapshot, arn) > 1 ? { shared: true as const } : {};
  return { arn, name: policy.PolicyName, versionId: version.VersionId, ...since, ...contentOf(version, arn), ...shared };
}

type PolicyContent = Pick<AttachedPolicy, "json" | "document">;
const contents = new WeakMap<PolicyVersion, PolicyContent>();

/** A version never changes, and many roles may carry it: it is read once, and all that is worked out of its document is known again. */
function contentOf(version: PolicyVersion, arn: Arn): PolicyContent {
  const known = contents.get(version);
  if (known) return known;
  const json = jsonText(version.Document);
  const made = { json, document: parsePolicy(json, arn) };
  contents.set(version, made);
  return made;
}

function inlinePolicy(role: SnapshotRole, name: string, json: string): InlinePolicy {
  return { name, json, document: parsePolicy(json, `inline policy ${name} of ${role.RoleName}`) };
}

/** `2022-08-07 12:55:43+00:00` and the like, as ISO 8601; an unknown date is long ago. */
function instant(text: string): string {
  const time = Date.parse(text.replace(" ", "T"));
  return new Date(Number.isNaN(time) ? 0 : time).toISOString();
}
