import { IAMClient } from "@aws-sdk/client-iam";
import { IdentitystoreClient, ListUsersCommand } from "@aws-sdk/client-identitystore";
import { DescribeInstanceCommand, SSOAdminClient } from "@aws-sdk/client-sso-admin";
import { formatArn, parseArn } from "#core/aws/arn.ts";
import { type IdentityCenter, instanceIdOf, type SetApprovers, type SetFacts, type Stack, type Told } from "#core/review/doctor/facts.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { awsManagedPolicy } from "../aws/iam/roles.ts";
import { permissionSets } from "../aws/identity-center/permission-sets.ts";
import { usersLike } from "../aws/identity-center/set-holders.ts";
import type { settingsOf } from "../bucket/access.ts";
import { told } from "./told.ts";

type Settings = ReturnType<typeof settingsOf>;

/** What `whittle doctor` looks at in IAM Identity Center. Nothing where the stack reviews no permission sets. */
export async function setFacts(stack: Stack, settings: Settings): Promise<SetFacts | undefined> {
  const id = instanceIdOf(stack);
  if (id === undefined) return undefined;
  const { partition = "aws" } = parseArn(stack.outputs.ReviewCycleArn ?? "") ?? {};
  const arn = formatArn({ partition, service: "sso", region: "", account: "", resource: `instance/${id}` });
  const client = new SSOAdminClient(settings);
  const instance = await identityCenter(client, arn);
  const center = "known" in instance ? instance.known : null;
  return {
    arn,
    instance,
    ...(center ? { sets: await taggedSets(stack, settings, client, arn), approvers: await approversOf(stack, settings, center) } : {}),
  };
}

/** Not found in the Region is what AWS answers for an instance of another organization too. */
function identityCenter(client: SSOAdminClient, InstanceArn: string): Promise<Told<IdentityCenter | null>> {
  const ask = async () => {
    const { OwnerAccountId: owner = "", IdentityStoreId: store = "" } = await client.send(new DescribeInstanceCommand({ InstanceArn }));
    return { owner, store };
  };
  return told<IdentityCenter | null>("sso:DescribeInstance", ask, { errors: ["ResourceNotFoundException"], value: null });
}

function taggedSets(
  { region, parameters, account }: Stack,
  settings: Settings,
  client: SSOAdminClient,
  arn: string,
): Promise<Told<readonly RoleState[]>> {
  const iam = new IAMClient(settings);
  const tagKey = parameters.TagKey ?? "whittle:review";
  const sets = permissionSets({ arn, region, tagKey, account }, (policyArn) => awsManagedPolicy(iam, policyArn), client);
  return told("sso:ListPermissionSets", async () => {
    const found: RoleState[] = [];
    for await (const set of sets.all()) found.push(set);
    return found;
  });
}

function approversOf({ parameters }: Stack, settings: Settings, { store }: IdentityCenter): Promise<Told<SetApprovers>> {
  const client = new IdentitystoreClient(settings);
  return told("identitystore:ListUsers", async () => {
    const { Users = [] } = await client.send(new ListUsersCommand({ IdentityStoreId: store, MaxResults: 1 }));
    const unknown: string[] = [];
    for (const email of (parameters.ApproverEmails ?? "").split(",").flatMap((address) => address.trim() || []))
      if ((await usersLike(client, store, email)).length === 0) unknown.push(email);
    return { hasUsers: Users.length > 0, unknown };
  });
}
