import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { accountOf } from "#core/aws/arn.ts";
import { whittle } from "#test/cli/in-process.ts";
import { ROOT } from "#test/cli/whittle.ts";
import { createInstanceRole } from "./account.ts";
import { describeToCloudFormation } from "./cloudformation.ts";
import { ACCOUNT, offlineAwsMissing, operator, REGION } from "./offline-aws.ts";
import { type DeployedStack, deployStack } from "./stack.ts";

const missing = offlineAwsMissing();
const MEMBER = "222233334444";
const EXTERNAL_ID = "a-word-of-this-hub";

/** IAM of another account: the offline AWS keeps accounts apart by the credentials of a role that was assumed there. */
async function iamOf(account: string, endpoint: string): Promise<IAMClient> {
  const settings = operator(endpoint);
  const sts = new STSClient(settings);
  const RoleArn = `arn:aws:iam::${account}:role/operator`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test" }));
  const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "", SessionToken: sessionToken = "" } = Credentials ?? {};
  return new IAMClient({ ...settings, credentials: { accessKeyId, secretAccessKey, sessionToken } });
}

/** Names, trust and version as infra/member-account.yaml makes them: the offline AWS deploys one template. */
async function createMemberRoles(iam: IAMClient): Promise<void> {
  const text = readFileSync(join(ROOT, "infra/member-account.yaml"), "utf8");
  const Tags = [{ Key: "whittle:template", Value: /whittle:template, Value: (\w+)/.exec(text)?.[1] ?? "" }];
  const Condition = {
    StringEquals: { "sts:ExternalId": EXTERNAL_ID },
    ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/whittle/stack-X-*` },
  };
  const Statement = [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "sts:AssumeRole", Condition }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  for (const [, name] of text.matchAll(/RoleName: !Sub \$\{HubStackName\}-(\S+)/g))
    await iam.send(new CreateRoleCommand({ Path: "/whittle/", RoleName: `stack-${name}`, AssumeRolePolicyDocument, Tags }));
}

describe.skipIf(missing)(`a hub with a member${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  beforeAll(async () => {
    stack = await deployStack({
      Evidence: "last-accessed",
      TrailArn: "",
      AccessRoleArn: "",
      MemberAccounts: MEMBER,
      MemberExternalId: EXTERNAL_ID,
    });
    await createInstanceRole(stack.iam, "SharedName", { "whittle:review": "on" });
    await createInstanceRole(await iamOf(MEMBER, stack.aws.endpoint), "SharedName", { "whittle:review": "on" });
  });
  afterAll(() => stack.aws.stop());

  test("an account whose cycle fails is named, and the other one is reviewed all the same", async () => {
    await stack.aws.control("inject", {
      service: "iam",
      action: "GetAccountAuthorizationDetails",
      code: "AccessDenied",
      status: 403,
      times: 1,
    });
    const execution = await stack.ended(await stack.startAccounts({ dryRun: true }), 120);
    expect(execution).toMatchObject({ status: "FAILED", error: "AccountsFailed" });
    expect([`["${ACCOUNT}"]`, `["${MEMBER}"]`].filter((named) => execution.cause?.includes(named))).toHaveLength(1);
    expect(execution.cause).not.toContain(EXTERNAL_ID);
  });

  test("reviews roles of one name in both accounts, in one cycle of all", async () => {
    const execution = await stack.ended(await stack.startAccounts({ dryRun: true }), 120);
    expect(execution.status, execution.cause).toBe("SUCCEEDED");
    const store = dynamodbReviewStore(stack.output("ReviewTableName"), { client: new DynamoDBClient(operator(stack.aws.endpoint)) });
    const reviews = [...(await store.open()), ...(await store.ended()).reviews];
    const reviewed = new Set(reviews.map(({ roleName, roleArn }) => `${accountOf(roleArn)}/${roleName}`));
    expect(reviewed).toEqual(new Set([`${ACCOUNT}/SharedName`, `${MEMBER}/SharedName`]));
  });

  test("doctor says what a member lacks, until its roles trust the hub and are of its version", async () => {
    const access = { AWS_ENDPOINT_URL: stack.aws.endpoint, AWS_REGION: REGION, AWS_ACCESS_KEY_ID: "operator", AWS_SECRET_ACCESS_KEY: "x" };
    for (const [name, value] of Object.entries(access)) vi.stubEnv(name, value);
    await describeToCloudFormation(stack.aws, "stack", { Evidence: "last-accessed", MemberAccounts: MEMBER });
    const found = async () => {
      const { out } = await whittle("doctor", "--stack", "stack", "--member-role", "operator", "--format", "json");
      return [...out.matchAll(/"id": ?"(member-\w+)"/g)].map(([, id]) => id);
    };
    expect(await found()).toEqual(["member-lacks", "member-silent"]);
    await createMemberRoles(await iamOf(MEMBER, stack.aws.endpoint));
    expect(await found()).toEqual(["member-silent"]);
    vi.unstubAllEnvs();
  });

  test("asked for the role of each function in the member, with the external id, and for no other", async () => {
    const asked = (await stack.calls()).filter(({ action, role }) => action === "AssumeRole" && role !== null);
    const roles = new Set(asked.map(({ params }) => String(params.RoleArn)));
    expect([...roles].sort()).toEqual(
      ["check-generation", "discover-roles", "propose-policy", "start-generation"].map(
        (name) => `arn:aws:iam::${MEMBER}:role/whittle/stack-${name}`,
      ),
    );
    expect(new Set(asked.map(({ params }) => params.ExternalId))).toEqual(new Set([EXTERNAL_ID]));
  });
});
