import {
  DescribeInstanceCommand,
  DescribePermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  GetPermissionsBoundaryForPermissionSetCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListCustomerManagedPolicyReferencesInPermissionSetCommand,
  ListManagedPoliciesInPermissionSetCommand,
  ListPermissionSetsCommand,
  ListTagsForResourceCommand,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { permissionSets, setFinder } from "#adapters/aws/identity-center/permission-sets.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { RoleNotFoundError } from "#core/review/errors.ts";
import type { RoleState } from "#core/review/model/role-state.ts";

const aws = mockClient(SSOAdminClient);
const client = new SSOAdminClient({});
const INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
const arnOf = (id: string) => `arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-${id}`;
const ADMINS = arnOf("admins");
const READERS = arnOf("readers");
const createdAt = new Date("2026-01-01T00:00:00Z");
const JSON_TEXT = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}';
const managed = (name: string) => ({ Name: name, Arn: `arn:aws:iam::aws:policy/${name}` });
const readPolicy = async (arn: RoleState["attached"][number]["arn"]) => ({
  arn,
  name: arn.slice(arn.lastIndexOf("/") + 1),
  versionId: "v1",
  json: JSON_TEXT,
  document: parsePolicy(JSON_TEXT, arn),
});

function sets(region = "eu-central-1", known = new Map<string, string>(), account?: string) {
  const instance = { arn: INSTANCE, region, tagKey: "whittle:review", account };
  return permissionSets(instance, readPolicy, client, setFinder(client, INSTANCE, known));
}

function notFound() {
  return Object.assign(new Error("no"), { name: "ResourceNotFoundException", $metadata: { httpStatusCode: 400 } });
}

beforeEach(() => {
  aws.reset();
  aws.on(ListPermissionSetsCommand).resolves({ PermissionSets: [READERS], NextToken: "2" });
  aws.on(ListPermissionSetsCommand, { NextToken: "2" }).resolves({ PermissionSets: [ADMINS] });
  for (const [arn, Name] of [
    [ADMINS, "Admins"],
    [READERS, "Readers"],
  ] as const)
    aws.on(DescribePermissionSetCommand, { PermissionSetArn: arn }).resolves({ PermissionSet: { Name, CreatedDate: createdAt } });
  aws.on(GetInlinePolicyForPermissionSetCommand).resolves({ InlinePolicy: "" });
  aws.on(GetPermissionsBoundaryForPermissionSetCommand).rejects(notFound());
  aws.on(ListManagedPoliciesInPermissionSetCommand).resolves({ AttachedManagedPolicies: [managed("SecurityAudit")], NextToken: "2" });
  aws
    .on(ListManagedPoliciesInPermissionSetCommand, { NextToken: "2" })
    .resolves({ AttachedManagedPolicies: [managed("AdministratorAccess")] });
  aws.on(ListCustomerManagedPolicyReferencesInPermissionSetCommand).resolves({});
  aws.on(ListTagsForResourceCommand).resolves({ Tags: [] });
  aws.on(ListTagsForResourceCommand, { ResourceArn: ADMINS }).resolves({ Tags: [{ Key: "whittle:review", Value: "on" }] });
  aws.on(ListAccountsForProvisionedPermissionSetCommand).resolves({ AccountIds: ["444455556666", "111122223333"] });
  aws
    .on(ListAccountsForProvisionedPermissionSetCommand, { ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED" })
    .resolves({ AccountIds: [] });
});

test("a set is told of as the one role that it is in each account, from every page", async () => {
  expect(await sets().read("Admins")).toEqual({
    arn: "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Admins_*",
    name: "Admins",
    path: "/aws-reserved/sso.amazonaws.com/eu-central-1/",
    partition: "aws",
    accountId: "*",
    createdAt: "2026-01-01T00:00:00.000Z",
    trust: "{}",
    tags: { "whittle:review": "on" },
    attached: [
      expect.objectContaining({ name: "AdministratorAccess", json: JSON_TEXT }),
      expect.objectContaining({ name: "SecurityAudit", json: JSON_TEXT }),
    ],
    inline: [],
    instanceProfiles: [],
    permissionSet: { instanceArn: INSTANCE, arn: ADMINS, accounts: ["111122223333", "444455556666"] },
  });
});

test("the roles of an instance in us-east-1 have no Region in their path", async () => {
  expect((await sets("us-east-1").read("Admins")).path).toBe("/aws-reserved/sso.amazonaws.com/");
});

describe("what decides about a set besides AWS's own policies:", () => {
  test("its inline policy, and customer-managed policies, which lie in the accounts and are not read", async () => {
    aws.on(GetInlinePolicyForPermissionSetCommand).resolves({ InlinePolicy: JSON_TEXT });
    aws
      .on(ListCustomerManagedPolicyReferencesInPermissionSetCommand)
      .resolves({ CustomerManagedPolicyReferences: [{ Name: "Team", Path: "/teams/" }] });
    const { inline, attached } = await sets().read("Admins");
    expect(inline.map(({ name, json }) => [name, json])).toEqual([["AwsSSOInlinePolicy", JSON_TEXT]]);
    expect(attached[0]).toMatchObject({ arn: "arn:aws:iam::*:policy/teams/Team", document: { statements: [] } });
  });

  test.each([
    [{ ManagedPolicyArn: "arn:aws:iam::aws:policy/PowerUserAccess" }, "arn:aws:iam::aws:policy/PowerUserAccess"],
    [{ CustomerManagedPolicyReference: { Name: "Limit" } }, "arn:aws:iam::*:policy/Limit"],
  ])("its permissions boundary %o", async (PermissionsBoundary, expected) => {
    aws.on(GetPermissionsBoundaryForPermissionSetCommand).resolves({ PermissionsBoundary });
    expect((await sets().read("Admins")).boundaryArn).toBe(expected);
  });
});

describe("a set that cannot be reviewed says why:", () => {
  test("somebody changed it and did not provision it everywhere", async () => {
    aws
      .on(ListAccountsForProvisionedPermissionSetCommand, { ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED" })
      .resolves({ AccountIds: ["444455556666"] });
    expect((await sets().read("Admins")).unreadable).toContain("not provisioned in 444455556666");
  });

  test("its inline policy is none that can be read", async () => {
    aws.on(GetInlinePolicyForPermissionSetCommand).resolves({ InlinePolicy: '{"Statement":1}' });
    const { unreadable, inline } = await sets().read("Admins");
    expect([unreadable, inline]).toEqual([expect.stringContaining("AwsSSOInlinePolicy"), []]);
  });
});

test("of all sets, those without the tag are asked for nothing else", async () => {
  const found: string[] = [];
  for await (const { name } of sets().all()) found.push(name);
  expect(found).toEqual(["Admins"]);
  expect(aws.commandCalls(DescribePermissionSetCommand, { PermissionSetArn: READERS })).toEqual([]);
});

describe("a set is found by its name", () => {
  test("at once where its ARN is known", async () => {
    await sets("eu-central-1", new Map([["Admins", ADMINS]])).read("Admins");
    expect(aws.commandCalls(ListPermissionSetsCommand)).toEqual([]);
  });

  test.each([
    ["was deleted", () => aws.on(DescribePermissionSetCommand, { PermissionSetArn: arnOf("old") }).rejects(notFound())],
    [
      "is another set's by now",
      () =>
        aws
          .on(DescribePermissionSetCommand, { PermissionSetArn: arnOf("old") })
          .resolves({ PermissionSet: { Name: "Other", CreatedDate: createdAt } }),
    ],
  ])("anew where the set of the ARN %s", async (_, given) => {
    given();
    const { permissionSet } = await sets("eu-central-1", new Map([["Admins", arnOf("old")]])).read("Admins");
    expect(permissionSet?.arn).toBe(ADMINS);
  });

  test("or not at all", async () => {
    await expect(sets().read("Nobody")).rejects.toThrow(RoleNotFoundError);
  });
});

describe("a set that the management account alone may change", () => {
  const [MANAGEMENT, DELEGATED, MEMBER] = ["111111111111", "222222222222", "333333333333"];
  const read = async (account: string | undefined, accounts: readonly string[]) => {
    aws.on(ListAccountsForProvisionedPermissionSetCommand).resolves({ AccountIds: [...accounts] });
    aws.on(DescribeInstanceCommand).resolves({ OwnerAccountId: MANAGEMENT });
    return (await sets("eu-central-1", new Map(), account).read("Admins")).permissionSet?.changeableOnlyIn;
  };

  test.each([
    ["is one that is provisioned there, where the stack is elsewhere", DELEGATED, [MANAGEMENT, MEMBER], MANAGEMENT],
    ["is none that is provisioned in members alone", DELEGATED, [DELEGATED, MEMBER], undefined],
    ["is none where the stack is there", MANAGEMENT, [MANAGEMENT, MEMBER], undefined],
    ["is not asked for where nothing is to be changed", undefined, [MANAGEMENT, MEMBER], undefined],
  ])("%s", async (_, account, accounts, expected) => {
    expect(
      await read(
        account,
        accounts.flatMap((each) => each ?? []),
      ),
    ).toBe(expected);
  });
});
