import { GetUserIdCommand, IdentitystoreClient, IsMemberInGroupsCommand } from "@aws-sdk/client-identitystore";
import {
  DescribeInstanceCommand,
  DescribePermissionSetCommand,
  ListAccountAssignmentsCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListPermissionSetsCommand,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { setHolders } from "#adapters/aws/identity-center/set-holders.ts";
import { asRoleName } from "#test/names.ts";

const aws = mockClient(SSOAdminClient);
const store = mockClient(IdentitystoreClient);
const holders = setHolders("arn:aws:sso:::instance/ssoins-1234567890abcdef", new SSOAdminClient({}), new IdentitystoreClient({}));
const ann = { issuer: "https://id.example", subject: "ann", email: "ann@example.com" };
const admins = { name: asRoleName("Admins") };
const NOT_FOUND = Object.assign(new Error("no"), { name: "ResourceNotFoundException", $metadata: { httpStatusCode: 404 } });

function assigned(assignments: Readonly<Record<string, readonly [type: "USER" | "GROUP", id: string][]>>): void {
  aws.on(ListAccountsForProvisionedPermissionSetCommand).resolves({ AccountIds: Object.keys(assignments) });
  for (const [AccountId, given] of Object.entries(assignments))
    aws
      .on(ListAccountAssignmentsCommand, { AccountId })
      .resolves({ AccountAssignments: given.map(([PrincipalType, PrincipalId]) => ({ PrincipalType, PrincipalId })) });
}

beforeEach(() => {
  aws.reset();
  store.reset();
  aws.on(DescribeInstanceCommand).resolves({ IdentityStoreId: "d-1234567890" });
  aws.on(ListPermissionSetsCommand).resolves({ PermissionSets: ["arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1"] });
  aws.on(DescribePermissionSetCommand).resolves({ PermissionSet: { Name: "Admins", CreatedDate: new Date(0) } });
  store.on(GetUserIdCommand).rejects(NOT_FOUND);
  store
    .on(GetUserIdCommand, {
      AlternateIdentifier: { UniqueAttribute: { AttributePath: "emails.value", AttributeValue: "ann@example.com" } },
    })
    .resolves({ UserId: "user-ann" });
  store.on(IsMemberInGroupsCommand).resolves({ Results: [] });
});

describe("somebody holds a set who", () => {
  test("is assigned to it in one account of many", async () => {
    assigned({ "111122223333": [["USER", "user-ben"]], "444455556666": [["USER", "user-ann"]] });
    expect(await holders.holds(admins, ann)).toBe(true);
  });

  test("is assigned to it in the last of many accounts", async () => {
    const accounts = Array.from({ length: 20 }, (_, index) => String(111_122_220_000 + index));
    for (const holding of accounts) {
      assigned(Object.fromEntries(accounts.map((account) => [account, [["USER", account === holding ? "user-ann" : "user-ben"]]])));
      expect([holding, await holders.holds(admins, ann)]).toEqual([holding, true]);
    }
  });

  test("is in one of many groups that are, asked for a hundred at a time", async () => {
    assigned({ "111122223333": Array.from({ length: 150 }, (_, index) => ["GROUP", `group-${index}`]) });
    store
      .on(IsMemberInGroupsCommand)
      .resolvesOnce({ Results: [{ MembershipExists: false }] })
      .resolves({ Results: [{ MembershipExists: false }, { MembershipExists: true }] });
    expect(await holders.holds(admins, ann)).toBe(true);
    expect(store.commandCalls(IsMemberInGroupsCommand).map(({ args }) => args[0].input.GroupIds?.length)).toEqual([100, 50]);
  });

  test("is known by a user name that is the address", async () => {
    assigned({ "111122223333": [["USER", "user-other"]] });
    store
      .on(GetUserIdCommand, { AlternateIdentifier: { UniqueAttribute: { AttributePath: "userName", AttributeValue: "ann@example.com" } } })
      .resolves({ UserId: "user-other" });
    expect(await holders.holds(admins, ann)).toBe(true);
  });
});

test("whoever is a user and neither assigned nor in such a group does not hold it", async () => {
  assigned({
    "111122223333": [
      ["USER", "user-ben"],
      ["GROUP", "group-1"],
    ],
  });
  store.on(IsMemberInGroupsCommand).resolves({ Results: [{ MembershipExists: false }] });
  expect(await holders.holds(admins, ann)).toBe(false);
});

test.each([
  ["without a verified address", { issuer: ann.issuer, subject: ann.subject }],
  ["whose address no user has", { ...ann, email: "eve@example.com" }],
])("nobody can tell of somebody %s", async (_, person) => {
  assigned({ "111122223333": [["USER", "user-ann"]] });
  expect(await holders.holds(admins, person)).toBeUndefined();
});
