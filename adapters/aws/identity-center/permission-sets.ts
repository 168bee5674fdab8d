import {
  DescribeInstanceCommand,
  DescribePermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  GetPermissionsBoundaryForPermissionSetCommand,
  paginateListAccountsForProvisionedPermissionSet,
  paginateListCustomerManagedPolicyReferencesInPermissionSet,
  paginateListManagedPoliciesInPermissionSet,
  paginateListPermissionSets,
  paginateListTagsForResource,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { formatArn, parseArn } from "#core/aws/arn.ts";
import { Arn, RoleName } from "#core/aws/names.ts";
import { PolicyParseError, parsePolicy } from "#core/policy/parse.ts";
import { RoleNotFoundError } from "#core/review/errors.ts";
import type { AttachedPolicy, RoleState } from "#core/review/model/role-state.ts";
import { customerManaged } from "#core/review/permission-sets/customer-managed.ts";
import { INLINE_NAME } from "#core/review/permission-sets/inline-policy.ts";
import { setArn } from "#core/review/permission-sets/permission-set.ts";
import type { Roles } from "#core/review/ports/iam.ts";
import { clientSettings } from "../client-settings.ts";
import { call, unlessNotFound } from "../errors.ts";
import { present, presentAs } from "../iam/role-state.ts";

/** An AWS managed policy in its default version, by its ARN. */
export type ReadPolicy = (arn: Arn) => Promise<AttachedPolicy>;

/** Where a set is found in IAM Identity Center. */
export interface SetPlace {
  readonly InstanceArn: string;
  readonly PermissionSetArn: string;
}

/** What DescribePermissionSet says of a set. */
interface Described extends SetPlace {
  readonly name: string;
  readonly createdAt: string;
}

/** An Identity Center instance: its Region decides about the path of the sets' roles. */
export interface SetInstance {
  readonly arn: string;
  readonly region: string;
  /** Sets without this tag are not looked at: each one costs some calls, and an instance takes about 20 a second. */
  readonly tagKey: string;
  /** The caller's own account, where sets are to be told apart that it may not change. */
  readonly account?: string | undefined;
}

/**
 * The permission sets of an Identity Center instance in the place of roles. Documents of customer-managed policies lie in the accounts, so
 * these policies are read as ones that allow nothing.
 */
export function permissionSets(
  instance: SetInstance,
  readPolicy: ReadPolicy,
  client = ssoAdmin(),
  find = setFinder(client, instance.arn),
): Roles {
  return {
    async *all() {
      for (const PermissionSetArn of await setArns(client, instance.arn)) {
        const place = { InstanceArn: instance.arn, PermissionSetArn };
        const tags = await tagsOf(client, place);
        if (tags[instance.tagKey] !== undefined) yield await stateOf(client, instance, await describe(client, place), readPolicy);
      }
    },
    read: async (setName) => stateOf(client, instance, await find(setName), readPolicy),
    // A set has no policy of its own that needs a name.
    policyNamed: async () => undefined,
  };
}

export function ssoAdmin(): SSOAdminClient {
  return new SSOAdminClient(clientSettings);
}

export type FindSet = (setName: string) => Promise<Described>;

/**
 * Finds a set by its name, which is unique in its instance. Identity Center lists ARNs alone, so that each set is asked for its name, until
 * its ARN is known. Throws RoleNotFoundError.
 */
export function setFinder(client: SSOAdminClient, InstanceArn: string, known = new Map<string, string>()): FindSet {
  return async (setName) => {
    const PermissionSetArn = known.get(setName);
    const there = PermissionSetArn && (await describedOrNothing(client, { InstanceArn, PermissionSetArn }));
    if (there && there.name === setName) return there;
    for (const arn of await setArns(client, InstanceArn)) {
      const described = await describe(client, { InstanceArn, PermissionSetArn: arn });
      known.set(described.name, arn);
      if (described.name === setName) return described;
    }
    throw new RoleNotFoundError(setName);
  };
}

function setArns(client: SSOAdminClient, InstanceArn: string): Promise<readonly string[]> {
  return call("sso:ListPermissionSets", async () => {
    const arns: string[] = [];
    for await (const page of paginateListPermissionSets({ client, pageSize: 100 }, { InstanceArn }))
      arns.push(...(page.PermissionSets ?? []));
    return arns;
  });
}

async function describe(client: SSOAdminClient, place: SetPlace): Promise<Described> {
  return await call("sso:DescribePermissionSet", () => described(client, place));
}

async function describedOrNothing(client: SSOAdminClient, place: SetPlace): Promise<Described | undefined> {
  return await call("sso:DescribePermissionSet", () => unlessNotFound(() => described(client, place)));
}

async function described(client: SSOAdminClient, place: SetPlace): Promise<Described> {
  const { PermissionSet } = await client.send(new DescribePermissionSetCommand(place));
  return {
    ...place,
    name: present(PermissionSet?.Name, "Name"),
    createdAt: present(PermissionSet?.CreatedDate, "CreatedDate").toISOString(),
  };
}

async function stateOf(
  client: SSOAdminClient,
  { arn: instanceArn, region, ...more }: SetInstance,
  { name, createdAt, ...place }: Described,
  readPolicy: ReadPolicy,
): Promise<RoleState> {
  const { partition = "aws" } = parseArn(instanceArn) ?? {};
  const path = pathIn(region);
  const { InlinePolicy = "" } = await call("sso:GetInlinePolicyForPermissionSet", () =>
    client.send(new GetInlinePolicyForPermissionSetCommand(place)),
  );
  const boundaryArn = await boundary(client, place, partition);
  const attached: AttachedPolicy[] = [];
  for (const arn of await managedPolicies(client, place)) attached.push(await readPolicy(presentAs(Arn, arn, "Arn")));
  const own = await customerManagedPolicies(client, place, partition);
  const accounts = await accountsOf(client, place);
  const only = await changeableOnlyIn(client, { arn: instanceArn, region, ...more }, accounts);
  return {
    arn: setArn({ partition, path, name }),
    name: presentAs(RoleName, name, "Name"),
    path,
    partition,
    accountId: "*",
    createdAt,
    trust: "{}",
    tags: await tagsOf(client, place),
    attached: [...attached, ...own].sort((a, b) => (a.arn < b.arn ? -1 : 1)),
    ...inlineOf(InlinePolicy, await accountsOf(client, place, true)),
    ...(boundaryArn === undefined ? {} : { boundaryArn: presentAs(Arn, boundaryArn, "PermissionsBoundary") }),
    instanceProfiles: [],
    permissionSet: { instanceArn, arn: place.PermissionSetArn, accounts, ...(only === undefined ? {} : { changeableOnlyIn: only }) },
  };
}

/**
 * The management account, where it has a role of the set and the caller is elsewhere: a delegated administrator manages every permission set
 * but those that are provisioned there (IAM Identity Center User Guide, "Delegated administration"). The instance of an organization is the
 * management account's.
 */
async function changeableOnlyIn(
  client: SSOAdminClient,
  { arn: InstanceArn, account }: SetInstance,
  accounts: readonly string[],
): Promise<string | undefined> {
  if (account === undefined || accounts.every((each) => each === account)) return undefined;
  const { OwnerAccountId: owner } = await call("sso:DescribeInstance", () => client.send(new DescribeInstanceCommand({ InstanceArn })));
  return owner !== undefined && owner !== account && accounts.includes(owner) ? owner : undefined;
}

/** IAM Identity Center User Guide, "Referencing permission sets in resource policies": only the Region us-east-1 is left out of the path. */
function pathIn(region: string): string {
  return `/aws-reserved/sso.amazonaws.com/${region === "us-east-1" ? "" : `${region}/`}`;
}

/**
 * A set without an inline policy has an empty one. One that cannot be read must not hide the other sets, and one whose roles are
 * `behind` in some accounts is not what people there have: what somebody changed and did not provision is not Whittle's to bring to them.
 */
function inlineOf(json: string, behind: readonly string[]): Pick<RoleState, "inline" | "unreadable"> {
  const late =
    behind.length === 0 ? {} : { unreadable: `its latest version is not provisioned in ${behind.join(", ")}. Provision it there first.` };
  if (json === "") return { inline: [], ...late };
  try {
    return { inline: [{ name: INLINE_NAME, json, document: parsePolicy(json, `the inline policy ${INLINE_NAME}`) }], ...late };
  } catch (error) {
    if (error instanceof PolicyParseError) return { inline: [], unreadable: error.message };
    throw error;
  }
}

/** AWS managed policies of a set, every page. */
export function managedPolicies(client: SSOAdminClient, place: SetPlace): Promise<readonly string[]> {
  return call("sso:ListManagedPoliciesInPermissionSet", async () => {
    const arns: string[] = [];
    for await (const page of paginateListManagedPoliciesInPermissionSet({ client }, { ...place }))
      arns.push(...(page.AttachedManagedPolicies ?? []).flatMap((policy) => policy.Arn ?? []));
    return arns;
  });
}

function customerManagedPolicies(client: SSOAdminClient, place: SetPlace, partition: string): Promise<readonly AttachedPolicy[]> {
  return call("sso:ListCustomerManagedPolicyReferencesInPermissionSet", async () => {
    const policies: AttachedPolicy[] = [];
    for await (const page of paginateListCustomerManagedPolicyReferencesInPermissionSet({ client }, { ...place }))
      for (const { Name, Path } of page.CustomerManagedPolicyReferences ?? [])
        policies.push(customerManaged(presentAs(Arn, policyArn(partition, Name, Path), "Name"), present(Name, "Name")));
    return policies;
  });
}

function policyArn(partition: string, name = "", path = "/"): string {
  return formatArn({ partition, service: "iam", region: "", account: "*", resource: `policy${path}${name}` });
}

async function boundary(client: SSOAdminClient, place: SetPlace, partition: string): Promise<string | undefined> {
  const found = await call("sso:GetPermissionsBoundaryForPermissionSet", () =>
    unlessNotFound(async () => (await client.send(new GetPermissionsBoundaryForPermissionSetCommand(place))).PermissionsBoundary),
  );
  const own = found?.CustomerManagedPolicyReference;
  return own ? policyArn(partition, own.Name, own.Path) : found?.ManagedPolicyArn;
}

function tagsOf(client: SSOAdminClient, { InstanceArn, PermissionSetArn }: SetPlace): Promise<Readonly<Record<string, string>>> {
  return call("sso:ListTagsForResource", async () => {
    const tags: Record<string, string> = {};
    for await (const page of paginateListTagsForResource({ client }, { InstanceArn, ResourceArn: PermissionSetArn }))
      for (const { Key = "", Value = "" } of page.Tags ?? []) tags[Key] = Value;
    return tags;
  });
}

/** Accounts that have a role of the set; with `behind`, those alone whose role is not as the set is by now. Sorted. */
export function accountsOf(client: SSOAdminClient, place: SetPlace, behind = false): Promise<readonly string[]> {
  return call("sso:ListAccountsForProvisionedPermissionSet", async () => {
    const accounts: string[] = [];
    const asked = { ...place, ...(behind ? { ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED" as const } : {}) };
    for await (const page of paginateListAccountsForProvisionedPermissionSet({ client, pageSize: 100 }, asked))
      accounts.push(...(page.AccountIds ?? []));
    return accounts.sort();
  });
}
