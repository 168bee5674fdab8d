import { IAMClient } from "@aws-sdk/client-iam";
import { GetUserIdCommand, IdentitystoreClient, ListUsersCommand } from "@aws-sdk/client-identitystore";
import {
  DescribeInstanceCommand,
  DescribePermissionSetCommand,
  ListPermissionSetsCommand,
  ListTagsForResourceCommand,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { settingsOf } from "#adapters/bucket/access.ts";
import { setFacts } from "#adapters/operator/permission-sets.ts";
import type { Stack } from "#core/review/doctor/facts.ts";

const sso = mockClient(SSOAdminClient);
const store = mockClient(IdentitystoreClient);
mockClient(IAMClient);
const ID = "ssoins-1234567890abcdef";
const ARN = `arn:aws-us-gov:sso:::instance/${ID}`;
const error = (name: string, status: number) => Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });

const stack: Stack = {
  name: "whittle",
  region: "us-gov-west-1",
  account: "111122223333",
  status: "CREATE_COMPLETE",
  parameters: { Evidence: "cloudtrail", TrailBucket: "logs", IdentityCenterId: ID, ApproverEmails: "ann@example.com, eve@example.com" },
  outputs: { ReviewCycleArn: "arn:aws-us-gov:states:us-gov-west-1:111122223333:stateMachine:review-cycle" },
};
const facts = (parameters: Stack["parameters"] = {}) =>
  setFacts({ ...stack, parameters: { ...stack.parameters, ...parameters } }, settingsOf({ profile: undefined, region: stack.region }));

beforeEach(() => {
  sso.reset();
  store.reset();
  sso.on(DescribeInstanceCommand, { InstanceArn: ARN }).resolves({ OwnerAccountId: "999988887777", IdentityStoreId: "d-1" });
  sso.on(ListPermissionSetsCommand).resolves({ PermissionSets: [] });
  store.on(ListUsersCommand, { IdentityStoreId: "d-1", MaxResults: 1 }).resolves({ Users: [{ UserId: "u", IdentityStoreId: "d-1" }] });
  store.on(GetUserIdCommand).rejects(error("ResourceNotFoundException", 404));
  const byAddress = { UniqueAttribute: { AttributePath: "emails.value", AttributeValue: "ann@example.com" } };
  store.on(GetUserIdCommand, { AlternateIdentifier: byAddress }).resolves({ UserId: "u" });
});

describe("of permission sets, whittle doctor reads", () => {
  test.each([{ IdentityCenterId: "" }, { Evidence: "last-accessed" }])("nothing where the stack reviews none: %o", async (parameters) => {
    expect(await facts(parameters)).toBeUndefined();
    expect(sso.calls()).toEqual([]);
  });

  test("whose the instance is, and which approvers its identity store does not know", async () => {
    expect(await facts()).toEqual({
      arn: ARN,
      instance: { known: { owner: "999988887777", store: "d-1" } },
      sets: { known: [] },
      approvers: { known: { hasUsers: true, unknown: ["eve@example.com"] } },
    });
  });

  test("no more where there is no such instance", async () => {
    sso.on(DescribeInstanceCommand).rejects(error("ResourceNotFoundException", 400));
    expect(await facts()).toEqual({ arn: ARN, instance: { known: null } });
  });

  test("what it may, and says what it may not", async () => {
    sso.on(ListPermissionSetsCommand).rejects(error("AccessDeniedException", 400));
    store.on(ListUsersCommand).rejects(error("AccessDeniedException", 400));
    expect(await facts()).toMatchObject({
      sets: { unanswered: { operation: "sso:ListPermissionSets", isDenied: true } },
      approvers: { unanswered: { operation: "identitystore:ListUsers", isDenied: true } },
    });
  });

  test("no further than the tags of a set that does not carry the key", async () => {
    sso.on(ListPermissionSetsCommand).resolves({ PermissionSets: ["ps-1"] });
    sso.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: "team", Value: "a" }] });
    expect((await facts())?.sets).toEqual({ known: [] });
    expect(sso.commandCalls(DescribePermissionSetCommand)).toEqual([]);
  });

  test.each([
    ["of Whittle's own where the stack names none", {}, "whittle:review"],
    ["that the stack names", { TagKey: "team" }, "team"],
  ])("a set that carries the key %s", async (_, parameters, Key) => {
    sso.on(ListPermissionSetsCommand).resolves({ PermissionSets: ["ps-1"] });
    sso.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key, Value: "on" }] });
    sso.on(DescribePermissionSetCommand).rejects(error("AccessDeniedException", 400));
    expect((await facts(parameters))?.sets).toMatchObject({ unanswered: { isDenied: true } });
    expect(sso.commandCalls(DescribePermissionSetCommand).map(({ args: [{ input }] }) => input.PermissionSetArn)).toEqual(["ps-1"]);
  });
});
