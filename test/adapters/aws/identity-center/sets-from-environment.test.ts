import { IAMClient } from "@aws-sdk/client-iam";
import {
  DescribeInstanceCommand,
  DescribePermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ListPermissionSetsCommand,
  ListTagsForResourceCommand,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test, vi } from "vitest";
import { evidenceEngine } from "#adapters/aws/evidence-engine.ts";
import { knownSet, rolesAndSets, setsFromEnvironment } from "#adapters/aws/identity-center/sets-from-environment.ts";
import { setArn } from "#core/review/permission-sets/permission-set.ts";
import { asRoleName } from "#test/names.ts";

const INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
const ADMINS = "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-admins";
const MANAGEMENT = "999900001111";
/** Each test's own: what is made of an environment is made once. */
const environment = () => ({
  SSO_ARN: INSTANCE,
  AWS_REGION: "eu-central-1",
  TAG_KEY: "whittle:review",
  SSO_ACCOUNT: "111122223333",
  EVIDENCE: "cloudtrail",
  READ_TRAIL_ARN: "arn:aws:states:eu-central-1:111122223333:stateMachine:ReadTrail",
});
const aws = mockClient(SSOAdminClient);
mockClient(IAMClient);

beforeEach(() => {
  aws.reset();
  aws.onAnyCommand().resolves({});
  aws.on(ListPermissionSetsCommand).resolves({ PermissionSets: [ADMINS] });
  aws.on(DescribePermissionSetCommand).resolves({ PermissionSet: { Name: "Admins", CreatedDate: new Date(0) } });
  aws.on(GetInlinePolicyForPermissionSetCommand).resolves({ InlinePolicy: "" });
  aws.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: "whittle:review", Value: "on" }] });
  aws.on(ListAccountsForProvisionedPermissionSetCommand).resolves({ AccountIds: ["444455556666", MANAGEMENT] });
  aws
    .on(ListAccountsForProvisionedPermissionSetCommand, { ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED" })
    .resolves({ AccountIds: [] });
  aws.on(DescribeInstanceCommand).resolves({ OwnerAccountId: MANAGEMENT });
});

test("a set with a role in the management account is one that the stack's own account may not change", async () => {
  const set = await setsFromEnvironment(environment()).read("Admins");
  expect(set.path).toBe("/aws-reserved/sso.amazonaws.com/eu-central-1/");
  expect(set.permissionSet).toEqual({
    instanceArn: INSTANCE,
    arn: ADMINS,
    accounts: ["444455556666", MANAGEMENT],
    changeableOnlyIn: MANAGEMENT,
  });
});

test("a set that a review knows is found without a look at the others", async () => {
  const permissionSet = { instanceArn: INSTANCE, arn: ADMINS, accounts: [] };
  await knownSet(environment(), { name: asRoleName("Admins"), permissionSet }).read("Admins");
  expect(aws.commandCalls(ListPermissionSetsCommand)).toEqual([]);
  await knownSet(environment(), { name: asRoleName("Admins") }).read("Admins");
  expect(aws.commandCalls(ListPermissionSetsCommand)).toHaveLength(1);
});

test("a cycle takes the sets after the roles", async () => {
  const role = { ...(await setsFromEnvironment(environment()).read("Admins")), name: asRoleName("MyRole") };
  const roles = {
    async *all() {
      yield role;
    },
    read: async () => role,
    policyNamed: async () => undefined,
  };
  const found: string[] = [];
  for await (const each of rolesAndSets(roles, environment()).all()) found.push(each.name);
  expect(found).toEqual(["MyRole", "Admins"]);
});

test("the trail is read for a set in each account that has a role of it", async () => {
  const started: string[] = [];
  const { SFNClient, StartExecutionCommand } = await import("@aws-sdk/client-sfn");
  const sfn = mockClient(SFNClient);
  sfn.on(StartExecutionCommand).callsFake(({ input }) => {
    started.push(JSON.parse(input).account);
    return {};
  });
  vi.stubEnv("AWS_REGION", "eu-central-1");
  const engine = (await evidenceEngine(environment()))({ account: "111122223333", client: {} });
  const roleArn = setArn({ partition: "aws", path: "/aws-reserved/sso.amazonaws.com/eu-central-1/", name: "Admins" });
  const window = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-28T00:00:00.000Z" };
  await engine.start({ roleArn, window, clientToken: "r1" });
  await engine.start({ roleArn: "arn:aws:iam::444455556666:role/MyRole", window, clientToken: "r2" });
  expect(started).toEqual([`444455556666,${MANAGEMENT}`, "444455556666"]);
  vi.unstubAllEnvs();
  sfn.restore();
});
