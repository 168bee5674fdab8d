import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { SFNClient } from "@aws-sdk/client-sfn";
import { DescribePermissionSetCommand, ListPermissionSetsCommand, SSOAdminClient } from "@aws-sdk/client-sso-admin";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { clientSettings } from "#adapters/aws/client-settings.ts";
import { dynamodbChangePlaces } from "#adapters/aws/dynamodb/change-places.ts";
import { eventRuleRehearsals } from "#adapters/aws/event-rule-rehearsals.ts";
import { iamRoleChanges } from "#adapters/aws/iam/role-changes.ts";
import { permissionSetChanges } from "#adapters/aws/identity-center/permission-set-changes.ts";
import { sfnNotices } from "#adapters/aws/step-functions/notices.ts";
import { noPauses } from "#adapters/local/small-ports.ts";
import { asArn, asRoleName } from "#test/names.ts";

type Asked = readonly (readonly [operation: string, input: object])[];

/** A client that gives the same answer to whatever it is asked, and what it was asked. */
function answering<C extends Parameters<typeof mockClient>[0]>(client: C, answer: object) {
  const mock = mockClient(client);
  mock.onAnyCommand().resolves(answer);
  const asked = (): Asked => mock.calls().map(({ args: [command] }) => [command.constructor.name.replace(/Command$/, ""), command.input]);
  return { mock, asked };
}

/** What asks for one operation with this input, and gives this. */
function one(does: string, make: () => Promise<unknown>, operation: string, input: object, gives?: unknown) {
  return { does, make, operation, input, gives };
}

const POLICY = asArn("arn:aws:iam::111122223333:policy/whittle/whittle-MyRole");
const ROLE = asRoleName("MyRole");

describe("each change in IAM is one call, about the role and policy that it is asked about", () => {
  const client = new IAMClient({});
  const { mock, asked } = answering(client, {
    PolicyDocument: "%7B%7D",
    PolicyVersion: { VersionId: "v3", Document: "%7B%7D" },
    Policy: { Arn: POLICY, AttachmentCount: 2, PermissionsBoundaryUsageCount: 1 },
    AttachedPolicies: [{ PolicyArn: POLICY, PolicyName: "whittle-MyRole" }],
    Versions: [{ VersionId: "v1", IsDefaultVersion: false, CreateDate: new Date(0) }],
  });
  const changes = iamRoleChanges(client);
  beforeEach(() => mock.resetHistory());

  test.each([
    one("attach", () => changes.attach(ROLE, POLICY), "AttachRolePolicy", { RoleName: ROLE, PolicyArn: POLICY }),
    one("detach", () => changes.detach(ROLE, POLICY), "DetachRolePolicy", { RoleName: ROLE, PolicyArn: POLICY }),
    one("put an inline policy", () => changes.putInline(ROLE, "whittle", "{}"), "PutRolePolicy", {
      RoleName: ROLE,
      PolicyName: "whittle",
      PolicyDocument: "{}",
    }),
    one("delete an inline policy", () => changes.deleteInline(ROLE, "s3"), "DeleteRolePolicy", { RoleName: ROLE, PolicyName: "s3" }),
    one("read an inline policy", () => changes.inlineDocument(ROLE, "s3"), "GetRolePolicy", { RoleName: ROLE, PolicyName: "s3" }, "{}"),
    one("set a version", () => changes.setDefaultVersion(POLICY, "v1"), "SetDefaultPolicyVersion", { PolicyArn: POLICY, VersionId: "v1" }),
    one("delete a version", () => changes.deletePolicyVersion(POLICY, "v1"), "DeletePolicyVersion", { PolicyArn: POLICY, VersionId: "v1" }),
    one("read a version", () => changes.policyDocument(POLICY, "v1"), "GetPolicyVersion", { PolicyArn: POLICY, VersionId: "v1" }, "{}"),
    one("delete a policy", () => changes.deletePolicy(POLICY), "DeletePolicy", { PolicyArn: POLICY }),
    one("tag a policy", () => changes.tagPolicy(POLICY, { "whittle:role": "MyRole", "whittle:review-id": "r1" }), "TagPolicy", {
      PolicyArn: POLICY,
      Tags: [
        { Key: "whittle:role", Value: "MyRole" },
        { Key: "whittle:review-id", Value: "r1" },
      ],
    }),
    // Who has it as a boundary would lose or gain by it too.
    one("count who carries a policy", () => changes.carriers(POLICY), "GetPolicy", { PolicyArn: POLICY }, 3),
    one("list what is attached", () => changes.attached(ROLE), "ListAttachedRolePolicies", { RoleName: ROLE }, [
      { arn: POLICY, name: "whittle-MyRole" },
    ]),
    one("list versions", () => changes.policyVersions(POLICY), "ListPolicyVersions", { PolicyArn: POLICY }, [
      { versionId: "v1", isDefault: false, createdAt: "1970-01-01T00:00:00.000Z" },
    ]),
  ])("$does", async ({ make, operation, input, gives }) => {
    expect(await make()).toEqual(gives);
    expect(asked()).toEqual([[operation, expect.objectContaining(input)]]);
  });

  test.each([
    ["GetRolePolicy", () => changes.inlineDocument(ROLE, "s3"), undefined],
    ["GetPolicy", () => changes.carriers(POLICY), 0],
  ])("%s of what is gone tells that, and no other refusal does", async (_, make, gives) => {
    const gone = mockClient(client);
    const refuse = (name: string) =>
      gone.onAnyCommand().rejects(Object.assign(new Error("no"), { name, $metadata: { httpStatusCode: 400 } }));
    refuse("NoSuchEntityException");
    expect(await make()).toEqual(gives);
    refuse("AccessDenied");
    await expect(make()).rejects.toMatchObject({ code: "not-authorized" });
    gone.restore();
  });
});

describe("each change in IAM Identity Center is about the set that it is asked about", () => {
  const client = new SSOAdminClient({});
  const InstanceArn = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
  const place = { InstanceArn, PermissionSetArn: "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1" };
  const { mock, asked } = answering(client, { PermissionSetProvisioningStatus: { RequestId: "request", Status: "SUCCEEDED" } });
  mock.on(ListPermissionSetsCommand).resolves({ PermissionSets: [place.PermissionSetArn] });
  mock.on(DescribePermissionSetCommand).resolves({ PermissionSet: { Name: ROLE, CreatedDate: new Date(0) } });
  const changes = permissionSetChanges(InstanceArn, noPauses, client);
  beforeEach(() => mock.resetHistory());

  test.each([
    one("attach", () => changes.attach(ROLE, POLICY), "AttachManagedPolicyToPermissionSet", { ...place, ManagedPolicyArn: POLICY }),
    one("detach", () => changes.detach(ROLE, POLICY), "DetachManagedPolicyFromPermissionSet", { ...place, ManagedPolicyArn: POLICY }),
    one("put an inline policy", () => changes.putInline(ROLE, "", "{}"), "PutInlinePolicyToPermissionSet", {
      ...place,
      InlinePolicy: "{}",
    }),
    one("delete an inline policy", () => changes.deleteInline(ROLE, ""), "DeleteInlinePolicyFromPermissionSet", place),
    one("provision", () => changes.provision(ROLE), "ProvisionPermissionSet", { ...place, TargetType: "ALL_PROVISIONED_ACCOUNTS" }),
    one("look which accounts are behind", () => changes.provision(ROLE), "ListAccountsForProvisionedPermissionSet", {
      ...place,
      ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED",
    }),
  ])("$does", async ({ make, operation, input }) => {
    await make();
    expect(asked().filter(([name]) => name === operation)).toEqual([[operation, expect.objectContaining(input)]]);
  });
});

test("the rule of a rehearsal is taken away once it has no target: EventBridge deletes no other", async () => {
  const client = new EventBridgeClient({});
  const { asked } = answering(client, {});
  await eventRuleRehearsals("function", client).end("r1");
  expect(asked()).toEqual([
    ["RemoveTargets", { Rule: "whittle-rehearsal-r1", Ids: ["RehearseCall"] }],
    ["DeleteRule", { Name: "whittle-rehearsal-r1" }],
  ]);
});

test("a message about denied calls is ordered once under its name", async () => {
  const client = new SFNClient({});
  const { asked } = answering(client, {});
  const input = { reviewId: "r1", waitSeconds: 60 };
  expect(await sfnNotices("machine", client).start("r1-1", input)).toBe(true);
  expect(asked()).toEqual([["StartExecution", { stateMachineArn: "machine", name: "r1-1", input: JSON.stringify(input) }]]);
});

test("a day's places are gone a month after the day", async () => {
  const client = new DynamoDBClient({});
  const { asked } = answering(client, {});
  await dynamodbChangePlaces("reviews", 3, client).take("2026-11-27", "r1");
  const UpdateExpression = "ADD reviewIds :one SET expiresAt = :expiry";
  expect(asked()).toEqual([["UpdateItem", expect.objectContaining({ UpdateExpression })]]);
});

test("every client tries six times, with the SDK's own backing off, before the workflow does", () => {
  expect(clientSettings).toEqual({ retryMode: "standard", maxAttempts: 6 });
});
