import { GetUserIdCommand, IdentitystoreClient, IsMemberInGroupsCommand } from "@aws-sdk/client-identitystore";
import { type AccountAssignment, DescribeInstanceCommand, paginateListAccountAssignments } from "@aws-sdk/client-sso-admin";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";
import { clientSettings } from "../client-settings.ts";
import { call, unlessNotFound } from "../errors.ts";
import { present } from "../iam/role-state.ts";
import { accountsOf, type SetPlace, setFinder, ssoAdmin } from "./permission-sets.ts";

/** By these a person who signed in with another provider is looked up, both times by e-mail address. */
const PATHS = ["emails.value", "userName"] as const;

/** Groups that IsMemberInGroups takes at a time (Identity Store API Reference, "IsMemberInGroups"). */
const MOST_GROUPS = 100;

/** Accounts that are asked about at a time: an instance takes about 20 calls a second (IAM Identity Center User Guide, "Quotas"). */
const ACCOUNTS_AT_ONCE = 8;

/** The assignments of permission sets, and whom they are to, as the instance's identity store knows them. */
export function setHolders(InstanceArn: string, client = ssoAdmin(), store = new IdentitystoreClient(clientSettings)): SetHolders {
  const known = new Map<string, string>();
  const find = setFinder(client, InstanceArn, known);
  return {
    async holds({ name, permissionSet }, { email }) {
      if (email === undefined) return undefined;
      const IdentityStoreId = await identityStore();
      const users = await usersLike(store, IdentityStoreId, email);
      if (users.length === 0) return undefined;
      if (permissionSet) known.set(name, permissionSet.arn);
      const { PermissionSetArn } = await find(name);
      const { people, groups } = await assignedTo({ InstanceArn, PermissionSetArn });
      if (users.some((user) => people.has(user))) return true;
      for (const UserId of users) if (await isInAny({ IdentityStoreId, MemberId: { UserId } }, [...groups])) return true;
      return false;
    },
  };

  async function identityStore(): Promise<string> {
    const { IdentityStoreId } = await call("sso:DescribeInstance", () => client.send(new DescribeInstanceCommand({ InstanceArn })));
    return present(IdentityStoreId, "IdentityStoreId");
  }

  async function assignedTo(place: SetPlace): Promise<{ readonly people: ReadonlySet<string>; readonly groups: ReadonlySet<string> }> {
    const assignments: AccountAssignment[] = [];
    const accounts = await accountsOf(client, place);
    for (let start = 0; start < accounts.length; start += ACCOUNTS_AT_ONCE) {
      const some = accounts.slice(start, start + ACCOUNTS_AT_ONCE).map((AccountId) => assignmentsIn({ ...place, AccountId }));
      assignments.push(...(await Promise.all(some)).flat());
    }
    const idsOf = (type: "USER" | "GROUP") =>
      new Set(assignments.filter(({ PrincipalType }) => PrincipalType === type).flatMap(({ PrincipalId }) => PrincipalId ?? []));
    return { people: idsOf("USER"), groups: idsOf("GROUP") };
  }

  function assignmentsIn(where: SetPlace & { readonly AccountId: string }): Promise<readonly AccountAssignment[]> {
    return call("sso:ListAccountAssignments", async () => {
      const assignments: AccountAssignment[] = [];
      for await (const page of paginateListAccountAssignments({ client, pageSize: 100 }, where))
        assignments.push(...(page.AccountAssignments ?? []));
      return assignments;
    });
  }

  async function isInAny(
    member: { readonly IdentityStoreId: string; readonly MemberId: { readonly UserId: string } },
    groups: readonly string[],
  ) {
    for (let start = 0; start < groups.length; start += MOST_GROUPS) {
      const command = new IsMemberInGroupsCommand({ ...member, GroupIds: groups.slice(start, start + MOST_GROUPS) });
      const { Results = [] } = await call("identitystore:IsMemberInGroups", () => store.send(command));
      if (Results.some(({ MembershipExists }) => MembershipExists)) return true;
    }
    return false;
  }
}

/** Ids of the users that an e-mail address stands for in an identity store. */
export async function usersLike(store: IdentitystoreClient, IdentityStoreId: string, email: string): Promise<readonly string[]> {
  const found = await Promise.all(
    PATHS.map((AttributePath) =>
      call("identitystore:GetUserId", async () => {
        const UniqueAttribute = { AttributePath, AttributeValue: email };
        const command = new GetUserIdCommand({ IdentityStoreId, AlternateIdentifier: { UniqueAttribute } });
        return (await unlessNotFound(() => store.send(command)))?.UserId ?? [];
      }),
    ),
  );
  return [...new Set(found.flat())];
}
