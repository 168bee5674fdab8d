import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb-review-store.ts";
import { accountOf } from "#core/aws/arn.ts";
import { createInstanceRole } from "./account.ts";
import { ACCOUNT, offlineAwsMissing, operator } from "./offline-aws.ts";
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
