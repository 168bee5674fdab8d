import {
  type AttachedPolicy,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  type InstanceProfile,
  type ManagedPolicyDetail,
  type Policy,
  paginateGetAccountAuthorizationDetails,
  paginateListAttachedRolePolicies,
  paginateListInstanceProfilesForRole,
  paginateListPolicies,
  paginateListRolePolicies,
  type Role,
  type RoleDetail,
} from "@aws-sdk/client-iam";
import { nameInArn } from "#core/aws/arn.ts";
import { Arn as ArnForm } from "#core/aws/names.ts";
import { PolicyParseError } from "#core/policy/parse.ts";
import { RoleNotFoundError } from "#core/review/errors.ts";
import type { AttachedPolicy as AttachedState, RoleState } from "#core/review/model/role-state.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import { clientSettings } from "../client-settings.ts";
import { call, errorName } from "../errors.ts";
import { attachedPolicy, type ManagedPolicy, type NamedDocument, present, presentAs, roleState } from "./role-state.ts";

/** IAM, read: the whole account in pages of up to 1,000 entries, or one role as it is now. */
export function iamRoles(client = new IAMClient(clientSettings)): Roles {
  return {
    async *all() {
      const { roles, policies } = await accountDetails(client);
      for (const role of roles) yield await fromDetail(client, role, policies);
    },
    read: (roleName) => readRole(client, roleName),
    policyNamed: (name) => policyNamed(client, name),
  };
}

/** A role may stand on an earlier page than its policies, so every page is read before the first role is given out. */
async function accountDetails(client: IAMClient): Promise<{ roles: RoleDetail[]; policies: Map<string, ManagedPolicy> }> {
  const roles: RoleDetail[] = [];
  const policies = new Map<string, ManagedPolicy>();
  await call("iam:GetAccountAuthorizationDetails", async () => {
    const pages = paginateGetAccountAuthorizationDetails(
      { client, pageSize: 1000 },
      { Filter: ["Role", "LocalManagedPolicy", "AWSManagedPolicy"] },
    );
    for await (const page of pages) {
      roles.push(...(page.RoleDetailList ?? []));
      for (const policy of (page.Policies ?? []).flatMap(defaultVersion)) policies.set(policy.arn, policy);
    }
  });
  return { roles, policies };
}

function defaultVersion({ Arn, PolicyVersionList, ...counts }: ManagedPolicyDetail): ManagedPolicy[] {
  const version = PolicyVersionList?.find((candidate) => candidate.IsDefaultVersion);
  if (!Arn || !version?.VersionId || !version.Document) return [];
  return [
    {
      arn: presentAs(ArnForm, Arn, "Arn"),
      name: nameInArn(Arn),
      versionId: version.VersionId,
      madeAt: version.CreateDate,
      document: version.Document,
      carriers: carriersOf(counts),
    },
  ];
}

/** How many carry a policy or have it as their boundary, as IAM counts them. */
export function carriersOf(policy: Pick<ManagedPolicyDetail, "AttachmentCount" | "PermissionsBoundaryUsageCount"> = {}): number {
  return (policy.AttachmentCount ?? 0) + (policy.PermissionsBoundaryUsageCount ?? 0);
}

async function fromDetail(client: IAMClient, role: RoleDetail, known: Map<string, ManagedPolicy>): Promise<RoleState> {
  const attached: ManagedPolicy[] = [];
  for (const policy of role.AttachedManagedPolicies ?? []) {
    const details = known.get(present(policy.PolicyArn, "PolicyArn")) ?? (await managedPolicy(client, policy));
    known.set(details.arn, details);
    attached.push(details);
  }
  const inline = (role.RolePolicyList ?? []).map(({ PolicyName = "", PolicyDocument = "{}" }) => ({
    name: PolicyName,
    document: PolicyDocument,
  }));
  return readable(role, { attached, inline, instanceProfiles: role.InstanceProfileList ?? [] });
}

/** One role that cannot be read must not hide the others. */
function readable(role: RoleDetail, parts: Parameters<typeof roleState>[1]): RoleState {
  try {
    return roleState(role, parts);
  } catch (error) {
    if (!(error instanceof PolicyParseError)) throw error;
    return { ...roleState(role, { ...parts, attached: [], inline: [] }), unreadable: error.message };
  }
}

async function readRole(client: IAMClient, roleName: string): Promise<RoleState> {
  const role = await getRole(client, roleName);
  const attached: ManagedPolicy[] = [];
  for (const policy of await attachedPolicies(client, roleName)) attached.push(await managedPolicy(client, policy));
  return roleState(role, {
    attached,
    inline: await inlinePolicies(client, roleName),
    instanceProfiles: await instanceProfiles(client, roleName),
  });
}

function getRole(client: IAMClient, roleName: string): Promise<Role> {
  return call("iam:GetRole", async () => {
    try {
      return present((await client.send(new GetRoleCommand({ RoleName: roleName }))).Role, "Role");
    } catch (error) {
      throw isNoSuchEntity(error) ? new RoleNotFoundError(roleName) : error;
    }
  });
}

/** Policies attached to a role, every page. */
export function attachedPolicies(client: IAMClient, roleName: string): Promise<AttachedPolicy[]> {
  return call("iam:ListAttachedRolePolicies", async () => {
    const found: AttachedPolicy[] = [];
    for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: roleName })) {
      found.push(...(page.AttachedPolicies ?? []));
    }
    return found;
  });
}

async function managedPolicy(client: IAMClient, { PolicyArn, PolicyName }: AttachedPolicy): Promise<ManagedPolicy> {
  const arn = presentAs(ArnForm, PolicyArn, "PolicyArn");
  const { Policy } = await call("iam:GetPolicy", () => client.send(new GetPolicyCommand({ PolicyArn: arn })));
  const versionId = present(Policy?.DefaultVersionId, "DefaultVersionId");
  const { PolicyVersion } = await call("iam:GetPolicyVersion", () =>
    client.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: versionId })),
  );
  return {
    arn,
    name: present(PolicyName, "PolicyName"),
    versionId,
    madeAt: PolicyVersion?.CreateDate,
    document: present(PolicyVersion?.Document, "Document"),
    carriers: carriersOf(Policy),
  };
}

/** A policy that AWS manages, as a permission set has it: it is the same in every account. */
export async function awsManagedPolicy(client: IAMClient, arn: string): Promise<AttachedState> {
  return attachedPolicy(await managedPolicy(client, { PolicyArn: arn, PolicyName: nameInArn(arn) }));
}

async function inlinePolicies(client: IAMClient, roleName: string): Promise<NamedDocument[]> {
  const names: string[] = [];
  await call("iam:ListRolePolicies", async () => {
    for await (const page of paginateListRolePolicies({ client }, { RoleName: roleName })) names.push(...(page.PolicyNames ?? []));
  });
  const policies: NamedDocument[] = [];
  for (const name of names) {
    const command = new GetRolePolicyCommand({ RoleName: roleName, PolicyName: name });
    const { PolicyDocument } = await call("iam:GetRolePolicy", () => client.send(command));
    policies.push({ name, document: present(PolicyDocument, "PolicyDocument") });
  }
  return policies;
}

/** IAM finds policies by ARN alone, and a name tells no path: every page of the account's own policies until it is found. */
export function policyNamed(client: IAMClient, name: string): Promise<string | undefined> {
  return call("iam:ListPolicies", async () => {
    const isIt = ({ PolicyName = "" }: Policy) => PolicyName.toLowerCase() === name.toLowerCase();
    for await (const page of paginateListPolicies({ client, pageSize: 1000 }, { Scope: "Local" })) {
      const found = page.Policies?.find(isIt);
      if (found) return found.Arn;
    }
    return undefined;
  });
}

function instanceProfiles(client: IAMClient, roleName: string): Promise<InstanceProfile[]> {
  return call("iam:ListInstanceProfilesForRole", async () => {
    const found: InstanceProfile[] = [];
    for await (const page of paginateListInstanceProfilesForRole({ client }, { RoleName: roleName })) {
      found.push(...(page.InstanceProfiles ?? []));
    }
    return found;
  });
}

/** IAM's answer where something does not exist; the SDK spells it with and without `Exception`. */
export function isNoSuchEntity(error: unknown): boolean {
  return errorName(error).startsWith("NoSuchEntity");
}
