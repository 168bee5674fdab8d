import {
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { RoleNotFoundError } from "#core/review/errors.ts";
import type { RoleState } from "#core/review/model/role-state.ts";

const aws = mockClient(IAMClient);
const roles = iamRoles(new IAMClient({}));
const createdAt = new Date("2026-01-01T00:00:00Z");
const document =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"arn:aws:logs:*:*:log-group:100%:*"}]}';
const trust = '{"Version":"2012-10-17","Statement":[]}';
const logs = { PolicyArn: "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess", PolicyName: "CloudWatchLogsFullAccess" };
const ssm = { PolicyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore", PolicyName: "AmazonSSMManagedInstanceCore" };

function role(name: string) {
  return {
    RoleName: name,
    RoleId: "AROAEXAMPLE",
    Arn: `arn:aws:iam::111122223333:role/apps/${name}`,
    Path: "/apps/",
    CreateDate: createdAt,
    AssumeRolePolicyDocument: encodeURIComponent(trust),
    Tags: [{ Key: "whittle:review", Value: "on" }],
    RoleLastUsed: { LastUsedDate: createdAt, Region: "eu-central-1" },
  };
}

beforeEach(() => aws.reset());

async function everyRole(): Promise<RoleState[]> {
  const found: RoleState[] = [];
  for await (const each of roles.all()) found.push(each);
  return found;
}

test("a role on one page finds its policies on a later one; documents are decoded", async () => {
  aws
    .on(GetAccountAuthorizationDetailsCommand)
    .resolvesOnce({
      RoleDetailList: [{ ...role("One"), AttachedManagedPolicies: [logs] }],
      IsTruncated: true,
      Marker: "2",
    })
    .resolvesOnce({
      RoleDetailList: [{ ...role("Two"), RolePolicyList: [{ PolicyName: "inline", PolicyDocument: encodeURIComponent(document) }] }],
      Policies: [
        {
          Arn: logs.PolicyArn,
          PolicyName: logs.PolicyName,
          PolicyVersionList: [
            { VersionId: "v1", IsDefaultVersion: false, Document: "old" },
            { VersionId: "v2", IsDefaultVersion: true, Document: encodeURIComponent(document) },
          ],
        },
      ],
    });
  const found = await everyRole();
  expect(found.map((each) => each.name)).toEqual(["One", "Two"]);
  expect(found[0]).toMatchObject({
    arn: "arn:aws:iam::111122223333:role/apps/One",
    path: "/apps/",
    partition: "aws",
    accountId: "111122223333",
    createdAt: "2026-01-01T00:00:00.000Z",
    trust,
    tags: { "whittle:review": "on" },
    attached: [{ arn: logs.PolicyArn, versionId: "v2", json: document }],
    lastUsed: { at: "2026-01-01T00:00:00.000Z", region: "eu-central-1" },
  });
  expect(found[1]?.inline).toMatchObject([{ name: "inline", json: document }]);
  const pages = aws.commandCalls(GetAccountAuthorizationDetailsCommand).map(({ args }) => args[0].input);
  expect(pages.map(({ Filter }) => Filter)).toEqual(Array(2).fill(["Role", "LocalManagedPolicy", "AWSManagedPolicy"]));
});

test.each([
  ["the role alone", { AttachmentCount: 1 }, false],
  ["another one too", { AttachmentCount: 2 }, true],
  ["one that has it as its boundary", { AttachmentCount: 1, PermissionsBoundaryUsageCount: 1 }, true],
])("a refined policy that is on %s", async (_, counts, isShared) => {
  const refined = { PolicyArn: "arn:aws:iam::111122223333:policy/whittle/whittle-One", PolicyName: "whittle-One" };
  const version = { VersionId: "v1", IsDefaultVersion: true, Document: encodeURIComponent(document) };
  aws.on(GetAccountAuthorizationDetailsCommand).resolves({
    RoleDetailList: [{ ...role("One"), AttachedManagedPolicies: [refined] }],
    Policies: [{ Arn: refined.PolicyArn, PolicyName: refined.PolicyName, ...counts, PolicyVersionList: [version] }],
  });
  expect((await everyRole())[0]?.attached[0]?.shared === true).toBe(isShared);
});

test("a policy that the listing leaves out is read once, however many roles carry it", async () => {
  const detail = { AttachedManagedPolicies: [logs] };
  aws.on(GetAccountAuthorizationDetailsCommand).resolves({ RoleDetailList: ["One", "Two"].map((name) => ({ ...role(name), ...detail })) });
  aws.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: "v7" } });
  aws.on(GetPolicyVersionCommand).resolves({ PolicyVersion: { Document: encodeURIComponent(document) } });
  const found = await everyRole();
  expect(found.map((each) => each.attached[0]?.versionId)).toEqual(["v7", "v7"]);
  expect(aws.commandCalls(GetPolicyCommand)).toHaveLength(1);
});

test("one role is read over every page of each of its lists, sorted", async () => {
  aws.on(GetRoleCommand).resolves({ Role: role("One") });
  aws
    .on(ListAttachedRolePoliciesCommand)
    .resolvesOnce({ AttachedPolicies: [logs], IsTruncated: true, Marker: "2" })
    .resolvesOnce({ AttachedPolicies: [ssm] });
  aws.on(GetPolicyCommand).resolves({ Policy: { DefaultVersionId: "v1" } });
  aws.on(GetPolicyVersionCommand).resolves({ PolicyVersion: { Document: encodeURIComponent(document) } });
  aws
    .on(ListRolePoliciesCommand)
    .resolvesOnce({ PolicyNames: ["b"], IsTruncated: true, Marker: "2" })
    .resolvesOnce({ PolicyNames: ["a"] });
  aws.on(GetRolePolicyCommand).resolves({ PolicyDocument: encodeURIComponent(document) });
  aws.on(ListInstanceProfilesForRoleCommand).resolves({ InstanceProfiles: [] });
  const found = await roles.read("One");
  expect(found.attached.map((policy) => policy.name)).toEqual(["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"]);
  expect(found.inline.map((policy) => policy.name)).toEqual(["a", "b"]);
});

test("a role is the same, whole, whether all roles are listed or it is read by itself", async () => {
  const madeAt = new Date("2026-03-01T00:00:00Z");
  const profiles = ["web", "batch"].map((InstanceProfileName) => ({
    InstanceProfileName,
    Path: "/",
    InstanceProfileId: "AIPA",
    Arn: `arn:aws:iam::111122223333:instance-profile/${InstanceProfileName}`,
    CreateDate: createdAt,
    Roles: [],
  }));
  const boundaryArn = "arn:aws:iam::111122223333:policy/boundary";
  const bounded = {
    ...role("One"),
    PermissionsBoundary: { PermissionsBoundaryType: "PermissionsBoundaryPolicy" as const, PermissionsBoundaryArn: boundaryArn },
  };
  const text = encodeURIComponent(document);
  aws.on(GetAccountAuthorizationDetailsCommand).resolves({
    RoleDetailList: [
      {
        ...bounded,
        AttachedManagedPolicies: [logs],
        RolePolicyList: [{ PolicyName: "inline", PolicyDocument: text }],
        InstanceProfileList: profiles,
      },
    ],
    Policies: [
      {
        Arn: logs.PolicyArn,
        PolicyName: logs.PolicyName,
        PolicyVersionList: [{ VersionId: "v2", IsDefaultVersion: true, Document: text, CreateDate: madeAt }],
      },
    ],
  });
  aws.on(GetRoleCommand, { RoleName: "One" }).resolves({ Role: bounded });
  aws.on(ListAttachedRolePoliciesCommand, { RoleName: "One" }).resolves({ AttachedPolicies: [logs] });
  aws.on(GetPolicyCommand, { PolicyArn: logs.PolicyArn }).resolves({ Policy: { DefaultVersionId: "v2" } });
  const version = { PolicyArn: logs.PolicyArn, VersionId: "v2" };
  aws.on(GetPolicyVersionCommand, version).resolves({ PolicyVersion: { Document: text, CreateDate: madeAt } });
  aws.on(ListRolePoliciesCommand, { RoleName: "One" }).resolves({ PolicyNames: ["inline"] });
  aws.on(GetRolePolicyCommand, { RoleName: "One", PolicyName: "inline" }).resolves({ PolicyDocument: text });
  aws
    .on(ListInstanceProfilesForRoleCommand, { RoleName: "One" })
    .resolves({ InstanceProfiles: profiles.slice(0, 1), IsTruncated: true, Marker: "2" })
    .on(ListInstanceProfilesForRoleCommand, { RoleName: "One", Marker: "2" })
    .resolves({ InstanceProfiles: profiles.slice(1) });
  const parsed = expect.objectContaining({ statements: expect.anything() });
  const whole = {
    arn: "arn:aws:iam::111122223333:role/apps/One",
    name: "One",
    path: "/apps/",
    partition: "aws",
    accountId: "111122223333",
    createdAt: "2026-01-01T00:00:00.000Z",
    trust,
    tags: { "whittle:review": "on" },
    attached: [
      {
        arn: logs.PolicyArn,
        name: "CloudWatchLogsFullAccess",
        versionId: "v2",
        // How long the grant is there: the absence of use counts for nothing before.
        since: "2026-03-01T00:00:00.000Z",
        json: document,
        document: parsed,
      },
    ],
    inline: [{ name: "inline", json: document, document: parsed }],
    boundaryArn,
    // What instances get the role by.
    instanceProfiles: ["batch", "web"],
    lastUsed: { at: "2026-01-01T00:00:00.000Z", region: "eu-central-1" },
  };
  expect(await everyRole()).toEqual([whole]);
  expect(await roles.read("One")).toEqual(whole);
});

test("a role that is not there is told by name", async () => {
  aws.on(GetRoleCommand).rejects(Object.assign(new Error("no"), { name: "NoSuchEntityException", $metadata: { httpStatusCode: 404 } }));
  await expect(roles.read("Gone")).rejects.toThrow(RoleNotFoundError);
  await expect(roles.read("Gone")).rejects.toThrow("Gone");
});

test("a role whose policy cannot be read is told as that, and hides no other", async () => {
  const odd = { PolicyName: "odd", PolicyDocument: encodeURIComponent('{"Statement":[{"Effect":"Perhaps"}]}') };
  aws.on(GetAccountAuthorizationDetailsCommand).resolves({ RoleDetailList: [{ ...role("Odd"), RolePolicyList: [odd] }, role("Fine")] });
  expect((await everyRole()).map(({ name, unreadable }) => [name, unreadable])).toEqual([
    ["Odd", expect.stringContaining("the inline policy odd")],
    ["Fine", undefined],
  ]);
});

test("what is wrong with IAM's answer is told as a fault, and not as a policy that cannot be read", async () => {
  const odd = { PolicyName: "odd", PolicyDocument: "%zz" };
  aws.on(GetAccountAuthorizationDetailsCommand).resolves({ RoleDetailList: [{ ...role("Odd"), RolePolicyList: [odd] }] });
  await expect(everyRole()).rejects.toThrow("URI malformed");
});
