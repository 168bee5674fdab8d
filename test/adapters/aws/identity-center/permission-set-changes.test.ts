import {
  AttachManagedPolicyToPermissionSetCommand,
  DeleteInlinePolicyFromPermissionSetCommand,
  DescribePermissionSetCommand,
  DescribePermissionSetProvisioningStatusCommand,
  DetachManagedPolicyFromPermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListManagedPoliciesInPermissionSetCommand,
  ListPermissionSetsCommand,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { permissionSetChanges } from "#adapters/aws/identity-center/permission-set-changes.ts";
import { RequestRefusedError, ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { ProvisioningFailedError } from "#core/review/errors.ts";
import { asArn, asRoleName } from "#test/names.ts";

const aws = mockClient(SSOAdminClient);
const INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
const PLACE = { InstanceArn: INSTANCE, PermissionSetArn: "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1" };
const SET = asRoleName("Admins");
const SQS = asArn("arn:aws:iam::aws:policy/AmazonSQSFullAccess");
const pauses: number[] = [];
const changes = permissionSetChanges(INSTANCE, { pause: async (seconds) => void pauses.push(seconds) }, new SSOAdminClient({}));

function failure(name: string) {
  return Object.assign(new Error("no"), { name, $metadata: { httpStatusCode: 400 } });
}

const status = (Status: "IN_PROGRESS" | "SUCCEEDED" | "FAILED", FailureReason?: string) => ({
  PermissionSetProvisioningStatus: { RequestId: "request", Status, ...(FailureReason ? { FailureReason } : {}) },
});

function findable(): void {
  aws.on(ListPermissionSetsCommand).resolves({ PermissionSets: [PLACE.PermissionSetArn] });
  aws.on(DescribePermissionSetCommand).resolves({ PermissionSet: { Name: SET, CreatedDate: new Date(0) } });
}

beforeEach(() => {
  aws.reset();
  pauses.length = 0;
  findable();
});

describe("a change", () => {
  test("is one of the set alone", async () => {
    await changes.putInline(SET, "AwsSSOInlinePolicy", "{}");
    expect(aws.commandCalls(PutInlinePolicyToPermissionSetCommand)[0]?.args[0].input).toEqual({ ...PLACE, InlinePolicy: "{}" });
  });

  test("that is there already counts as made", async () => {
    aws.on(AttachManagedPolicyToPermissionSetCommand).rejects(failure("ConflictException"));
    aws.on(ListManagedPoliciesInPermissionSetCommand).resolves({ AttachedManagedPolicies: [{ Arn: SQS }] });
    await expect(changes.attach(SET, SQS)).resolves.toBeUndefined();
    aws.on(DetachManagedPolicyFromPermissionSetCommand).rejects(failure("ResourceNotFoundException"));
    await expect(changes.detach(SET, SQS)).resolves.toBeUndefined();
    aws.on(DeleteInlinePolicyFromPermissionSetCommand).rejects(failure("ResourceNotFoundException"));
    await expect(changes.deleteInline(SET, "AwsSSOInlinePolicy")).resolves.toBeUndefined();
  });

  test.each([
    ["attach", () => changes.attach(SET, SQS)],
    ["detach", () => changes.detach(SET, SQS)],
    ["put-inline", () => changes.putInline(SET, "AwsSSOInlinePolicy", "{}")],
    ["delete-inline", () => changes.deleteInline(SET, "AwsSSOInlinePolicy")],
    ["provision", () => changes.provision(SET)],
  ])("%s is tried again later while another change of the set goes on", async (_, make) => {
    aws.onAnyCommand().rejects(failure("ConflictException"));
    findable();
    aws.on(ListManagedPoliciesInPermissionSetCommand).resolves({});
    await expect(make()).rejects.toThrow(ThrottledError);
  });

  test("that Identity Center refuses says so", async () => {
    aws.on(PutInlinePolicyToPermissionSetCommand).rejects(failure("ValidationException"));
    await expect(changes.putInline(SET, "AwsSSOInlinePolicy", "{}")).rejects.toThrow(RequestRefusedError);
  });
});

test("what a set has is read from Identity Center", async () => {
  aws.on(ListManagedPoliciesInPermissionSetCommand).resolves({ AttachedManagedPolicies: [{ Arn: SQS }] });
  expect(await changes.attached(SET)).toEqual([{ arn: SQS, name: "AmazonSQSFullAccess" }]);
  aws.on(GetInlinePolicyForPermissionSetCommand).resolvesOnce({ InlinePolicy: "" }).resolves({ InlinePolicy: "{}" });
  expect([await changes.inlineDocument(SET, "AwsSSOInlinePolicy"), await changes.inlineDocument(SET, "AwsSSOInlinePolicy")]).toEqual([
    undefined,
    "{}",
  ]);
});

describe("provisioning", () => {
  const targets = () => aws.commandCalls(ProvisionPermissionSetCommand).map(({ args }) => args[0].input.TargetId ?? "all");

  test("is awaited, and takes every account at once", async () => {
    aws.on(ProvisionPermissionSetCommand).resolves(status("IN_PROGRESS"));
    aws.on(DescribePermissionSetProvisioningStatusCommand).resolvesOnce(status("IN_PROGRESS")).resolves(status("SUCCEEDED"));
    aws.on(ListAccountsForProvisionedPermissionSetCommand).resolves({ AccountIds: [] });
    await changes.provision(SET);
    expect([targets(), pauses]).toEqual([["all"], [5, 5]]);
  });

  test("takes the accounts that it failed in once more, each by itself, and names those that fail again", async () => {
    aws.on(ProvisionPermissionSetCommand).resolves(status("FAILED", "some failed"));
    aws.on(ProvisionPermissionSetCommand, { TargetId: "111122223333" }).resolves(status("SUCCEEDED"));
    aws.on(ProvisionPermissionSetCommand, { TargetId: "444455556666" }).resolves(status("FAILED", "The role is in use."));
    aws.on(ListAccountsForProvisionedPermissionSetCommand).resolves({ AccountIds: ["111122223333", "444455556666"] });
    await expect(changes.provision(SET)).rejects.toThrow("in: 444455556666 (The role is in use.)");
    await expect(changes.provision(SET)).rejects.toThrow(ProvisioningFailedError);
    expect(targets().slice(0, 3)).toEqual(["all", "111122223333", "444455556666"]);
  });

  test("that does not end while the function lives is left to the workflow's next try", async () => {
    aws.on(ProvisionPermissionSetCommand).resolves(status("IN_PROGRESS"));
    aws.on(DescribePermissionSetProvisioningStatusCommand).resolves(status("IN_PROGRESS"));
    await expect(changes.provision(SET)).rejects.toThrow(ServiceFaultError);
    // Lambda ends the function after 900 seconds, before which it has to say so.
    expect(pauses.reduce((sum, seconds) => sum + seconds, 0)).toBe(500);
  });
});
