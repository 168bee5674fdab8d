import { join } from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { accountOf } from "#core/aws/arn.ts";
import type { Review } from "#core/review/model/review.ts";
import { whittle } from "#test/cli/in-process.ts";
import { ROOT } from "#test/cli/whittle.ts";
import { createInstanceRole } from "./account.ts";
import { describeToCloudFormation } from "./cloudformation.ts";
import { ACCOUNT, offlineAwsMissing, operator, REGION } from "./offline-aws.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const ORGANIZATION = "o-a1b2c3d4e5";
const [UNIT, NESTED, OUTSIDE, GONE] = ["ou-ab12-11111111", "ou-ab12-22222222", "ou-ab12-33333333", "ou-ab12-99999999"] as const;
const [BELOW, SUSPENDED, STRANGER] = ["222233334444", "333344445555", "444455556666"] as const;
/** More than one page of accounts. */
const CLOSED = Array.from({ length: 25 }, (_, index) => String(600_000_000_000 + index));
const EXTERNAL_ID = "a-word-of-this-hub";
const ROLE = "SharedName";
const parameters = {
  Evidence: "last-accessed",
  OrganizationalUnitIds: UNIT,
  OrganizationId: ORGANIZATION,
  MemberExternalId: EXTERNAL_ID,
};

describe.skipIf(missing)(`a hub whose members stand below units${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;

  /** The hub's account stands in the root; `left`: the member has been moved out of its unit. */
  const organize = (left = false) =>
    stack.aws.control("organize", {
      id: ORGANIZATION,
      root: "r-ab12",
      units: { [UNIT]: "r-ab12", [NESTED]: UNIT, [OUTSIDE]: "r-ab12" },
      accounts: {
        [BELOW]: [left ? OUTSIDE : NESTED, "ACTIVE"],
        [SUSPENDED]: [UNIT, "SUSPENDED"],
        ...Object.fromEntries(CLOSED.map((account) => [account, [UNIT, "CLOSED"]])),
        [STRANGER]: [OUTSIDE, "ACTIVE"],
      },
    });

  async function iamIn(account: string) {
    const settings = operator(stack.aws.endpoint);
    const credentials = await assume(new STSClient(settings), `arn:aws:iam::${account}:role/operator`);
    return new IAMClient({ ...settings, credentials });
  }

  async function mayAssume(hubRole: string, account: string, name: string): Promise<boolean> {
    const credentials = { accessKeyId: `as-stack-${hubRole}`, secretAccessKey: "x" };
    const sts = new STSClient({ ...operator(stack.aws.endpoint), credentials });
    try {
      return (await assume(sts, `arn:aws:iam::${account}:role/whittle/stack-${name}`, EXTERNAL_ID)).accessKeyId !== "";
    } catch (error) {
      if (error instanceof Error && error.name === "AccessDenied") return false;
      throw error;
    }
  }

  async function doctor(): Promise<readonly string[]> {
    const { out } = await whittle("doctor", "--stack", "stack", "--member-role", "operator", "--format", "json");
    return [...out.matchAll(/"id": ?"((?:member|unit|account|organization)[\w-]+)"/g)].map(([, id = ""]) => id);
  }

  const reviews = async () => [...(await stack.store.open()), ...(await stack.store.ended()).reviews];
  const ofMember = async (): Promise<Review | undefined> => (await reviews()).find(({ roleArn }) => accountOf(roleArn) === BELOW);
  const alarms = async () => (await stack.messages()).filter(({ subject }) => /fail/i.test(subject));

  beforeAll(async () => {
    stack = await deployStack({ ...parameters, TrailArn: "", AccessRoleArn: "" });
    const access = { AWS_ENDPOINT_URL: stack.aws.endpoint, AWS_REGION: REGION, AWS_ACCESS_KEY_ID: "operator", AWS_SECRET_ACCESS_KEY: "x" };
    for (const [name, value] of Object.entries(access)) vi.stubEnv(name, value);
    await describeToCloudFormation(stack.aws, "stack", parameters);
    await organize();
    const template = join(ROOT, "infra/member-account.yaml");
    const params = { HubAccount: ACCOUNT, HubRegion: REGION, HubStackName: "stack", ExternalId: EXTERNAL_ID, Evidence: "last-accessed" };
    for (const account of [BELOW, STRANGER])
      expect(await stack.aws.control("deploy-in", { account, template, name: "whittle-member", params })).toMatchObject({ skipped: [] });
    for (const account of [ACCOUNT, BELOW, SUSPENDED, STRANGER]) {
      await createInstanceRole(await iamIn(account), ROLE, { "whittle:review": "on" });
      await stack.aws.control("last-accessed", { role_arn: `arn:aws:iam::${account}:role/${ROLE}`, polls: 1, services: [usedLogs()] });
    }
  }, 300_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await stack.aws.stop();
  });

  test("doctor tells of each account below the units, and of the one that is left out", async () => {
    const found = await doctor();
    expect(found.filter((id) => id === "account-left-out")).toHaveLength(CLOSED.length + 1);
    expect(new Set(found)).toEqual(new Set(["units-listed", "account-left-out", "member-ready"]));
  }, 120_000);

  test("accounts below nested units are reviewed, and neither those that are suspended nor those elsewhere", async () => {
    const execution = await stack.ended(await stack.startAccounts({}), 170);
    expect(execution).toMatchObject({ status: "SUCCEEDED" });
    const { leftOut, unlisted } = JSON.parse(execution.output ?? "{}");
    expect(leftOut).toHaveLength(CLOSED.length + 1);
    expect(leftOut).toContainEqual({ account: SUSPENDED, state: "SUSPENDED" });
    expect(unlisted).toEqual([]);
    expect(new Set((await reviews()).map(({ roleArn }) => accountOf(roleArn)))).toEqual(new Set([ACCOUNT, BELOW]));
  }, 300_000);

  test("the hub's functions reach accounts below the units alone, each by the role that is for it", async () => {
    expect(await mayAssume("DiscoverRolesRole", BELOW, "discover-roles")).toBe(true);
    expect(await mayAssume("ApplyPolicyRole", BELOW, "apply-policy")).toBe(true);
    expect(await mayAssume("DiscoverRolesRole", BELOW, "apply-policy")).toBe(false);
    // This account lets the hub in, with the right external id: it is the hub's own rights that end at its units.
    expect(await mayAssume("DiscoverRolesRole", STRANGER, "discover-roles")).toBe(false);
    expect(await mayAssume("ApplyPolicyRole", STRANGER, "apply-policy")).toBe(false);
  }, 120_000);

  test("an account that left its unit is reviewed no more, and its open review ends without an alarm", async () => {
    await until("the member's request", async () => ((await ofMember())?.status === "waiting" ? true : undefined), 120);
    await organize(true);
    expect(await mayAssume("ApplyPolicyRole", BELOW, "apply-policy")).toBe(false);
    expect(await stack.ended(await stack.startAccounts({}), 170)).toMatchObject({ status: "SUCCEEDED" });
    const ended = await until("its end", async () => ((await ofMember())?.closedAt === undefined ? undefined : await ofMember()), 60);
    expect(ended).toMatchObject({ status: "settled", reason: { id: "account-left", account: BELOW } });
    expect((await reviews()).filter(({ roleArn }) => accountOf(roleArn) === BELOW)).toHaveLength(1);
    const closing = (await stack.messages()).find(({ message }) => message.includes("no longer reviewed"));
    expect(closing?.message).toContain(BELOW);
    expect(await alarms()).toEqual([]);
  }, 400_000);

  test("no function of the hub was refused a call", async () => {
    const refused = (await stack.calls()).filter(
      ({ denied, params }) => denied && ![BELOW, STRANGER].includes(accountOf(String(params.RoleArn)) as never),
    );
    expect(refused).toEqual([]);
  });
});

describe.skipIf(missing)(`a unit that cannot be listed${missing ? ` (skipped: ${missing})` : ""}`, () => {
  test("is named by the cycle, which reviews all other accounts", async () => {
    const stack = await deployStack({ ...parameters, OrganizationalUnitIds: `${UNIT},${GONE}`, TrailArn: "", AccessRoleArn: "" });
    try {
      await stack.aws.control("organize", { id: ORGANIZATION, root: "r-ab12", units: { [UNIT]: "r-ab12" }, accounts: {} });
      await createInstanceRole(stack.iam, ROLE, { "whittle:review": "on" });
      const execution = await stack.ended(await stack.startAccounts({}), 170);
      expect(execution).toMatchObject({ status: "FAILED", error: "AccountsFailed" });
      expect(execution.cause).toContain(GONE);
      expect(execution.cause).not.toContain(UNIT);
      expect((await stack.store.open()).length + (await stack.store.ended()).reviews.length).toBe(1);
    } finally {
      await stack.aws.stop();
    }
  }, 400_000);
});

/** IAM's report on CloudWatch Logs: one action used yesterday, another never. */
function usedLogs() {
  const at = new Date(Date.now() - 86_400_000).toISOString();
  const used = { ActionName: "CreateLogStream", LastAccessedTime: at, LastAccessedRegion: REGION };
  const logs = { ServiceNamespace: "logs", ServiceName: "Amazon CloudWatch Logs", LastAuthenticated: at };
  return { ...logs, TrackedActionsLastAccessed: [used, { ActionName: "DeleteLogGroup" }] };
}

async function assume(sts: STSClient, RoleArn: string, ExternalId?: string) {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test", ExternalId }));
  const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "", SessionToken: sessionToken = "" } = Credentials ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}
