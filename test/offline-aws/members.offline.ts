import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { AttachRolePolicyCommand, DeleteRoleCommand, DetachRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { accountOf } from "#core/aws/arn.ts";
import type { Review } from "#core/review/model/review.ts";
import { whittle } from "#test/cli/in-process.ts";
import { ROOT } from "#test/cli/whittle.ts";
import { attachedTo, createInstanceRole, LOGS_FULL } from "./account.ts";
import { describeToCloudFormation } from "./cloudformation.ts";
import { deniedCall, putCloudTrailEvent } from "./event-bus.ts";
import { ACCOUNT, offlineAwsMissing, operator, REGION } from "./offline-aws.ts";
import { linkIn, press } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const MEMBER = "222233334444";
/** Its roles ask for another external id than the hub has. */
const STRANGER = "333344445555";
const EXTERNAL_ID = "a-word-of-this-hub";
const ROLE = "SharedName";
/** The functions that work in members, as docs/operators.md and the hub's template name them. */
const FUNCTIONS = [
  ["ApplyPolicyRole", "apply-policy"],
  ["ApprovalPageRole", "approval-page"],
  ["CheckGenerationRole", "check-generation"],
  ["CleanUpRole", "clean-up"],
  ["DiscoverRolesRole", "discover-roles"],
  ["FollowPullRequestRole", "follow-pull-request"],
  ["ProposePolicyRole", "propose-policy"],
  ["RehearseChangeRole", "rehearse-change"],
  ["RestoreRoleRole", "restore-role"],
  ["StartGenerationRole", "start-generation"],
] as const;

describe.skipIf(missing)(`a hub with members${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let review: Review;
  let before: readonly string[];

  /** IAM of an account, as somebody who may do everything there. */
  const iamIn = async (account: string) => new IAMClient(await settingsIn(account));
  async function settingsIn(account: string) {
    const settings = operator(stack.aws.endpoint);
    const credentials = await assume(new STSClient(settings), `arn:aws:iam::${account}:role/operator`);
    return { ...settings, credentials };
  }
  const carries = async (account: string) => (await attachedTo(await iamIn(account), ROLE)).map(({ arn }) => arn);
  const store = () => dynamodbReviewStore(stack.output("ReviewTableName"), { client: new DynamoDBClient(operator(stack.aws.endpoint)) });
  const told = (subject: RegExp, part: string) =>
    until(
      `the message ${subject} with ${part}`,
      async () => (await stack.messages()).findLast((each) => subject.test(each.subject) && each.message.includes(part))?.message,
      40,
    );
  const toBe = (status: string) =>
    until(`the review to be ${status}`, async () => ((await store().get(review.id)).status === status ? true : undefined), 170);

  async function deployMember(account: string, ExternalId: string): Promise<void> {
    const params = { HubAccount: ACCOUNT, HubRegion: REGION, HubStackName: "stack", ExternalId, Evidence: "last-accessed" };
    const template = join(ROOT, "infra/member-account.yaml");
    expect(await stack.aws.control("deploy-in", { account, template, name: "whittle-member", params })).toMatchObject({ skipped: [] });
  }

  async function doctor(): Promise<readonly (string | undefined)[]> {
    const { out } = await whittle("doctor", "--stack", "stack", "--member-role", "operator", "--format", "json");
    return [...out.matchAll(/"id": ?"(member-\w+)"/g)].map(([, id]) => id);
  }

  beforeAll(async () => {
    stack = await deployStack({
      Evidence: "last-accessed",
      TrailArn: "",
      AccessRoleArn: "",
      MemberAccounts: `${MEMBER},${STRANGER}`,
      MemberExternalId: EXTERNAL_ID,
    });
    const access = { AWS_ENDPOINT_URL: stack.aws.endpoint, AWS_REGION: REGION, AWS_ACCESS_KEY_ID: "operator", AWS_SECRET_ACCESS_KEY: "x" };
    for (const [name, value] of Object.entries(access)) vi.stubEnv(name, value);
    await describeToCloudFormation(stack.aws, "stack", { Evidence: "last-accessed", MemberAccounts: MEMBER });
    for (const account of [ACCOUNT, MEMBER, STRANGER]) {
      await createInstanceRole(await iamIn(account), ROLE, { "whittle:review": "on" });
      await stack.aws.control("last-accessed", { role_arn: `arn:aws:iam::${account}:role/${ROLE}`, polls: 1, services: [usedLogs()] });
    }
    before = await carries(MEMBER);
  }, 300_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await stack.aws.stop();
  });

  test("doctor says what a member lacks, until its stack is deployed", async () => {
    expect(await doctor()).toEqual(["member-lacks", "member-silent"]);
    await deployMember(MEMBER, EXTERNAL_ID);
    await deployMember(STRANGER, "a-word-of-another-hub");
    expect(await doctor()).toEqual(["member-ready"]);
  }, 120_000);

  test("an account that does not let the hub in is named, and the others are reviewed all the same", async () => {
    const execution = await stack.ended(await stack.startAccounts({}), 170);
    expect(execution).toMatchObject({ status: "FAILED", error: "AccountsFailed" });
    expect([ACCOUNT, MEMBER, STRANGER].filter((account) => execution.cause?.includes(account))).toEqual([STRANGER]);
    for (const { message } of await stack.messages()) expect(message).not.toContain(EXTERNAL_ID);
    const reviews = [...(await store().open()), ...(await store().ended()).reviews];
    expect(reviews.map(({ roleName, roleArn }) => `${accountOf(roleArn)}/${roleName}`).sort()).toEqual([
      `${ACCOUNT}/${ROLE}`,
      `${MEMBER}/${ROLE}`,
    ]);
    const found = reviews.find(({ roleArn }) => accountOf(roleArn) === MEMBER);
    if (found) review = found;
    expect(found).toBeDefined();
  }, 300_000);

  test("a member's role is changed when it is approved, and the one of the same name in the hub is not", async () => {
    const message = await told(/^Approve\? /, MEMBER);
    expect(message).toContain(MEMBER);
    expect((await press(linkIn(message), "approve", "")).status).toBe(200);
    await toBe("applied");
    const now = await carries(MEMBER);
    expect(now).toContain(`arn:aws:iam::${MEMBER}:policy/whittle/whittle-${ROLE}`);
    expect(now).not.toEqual(before);
    expect(await carries(ACCOUNT)).toEqual(before);
    expect(await carries(STRANGER)).toEqual(before);
  }, 300_000);

  test("a denied call of the member's role is told, with its account", async () => {
    const event = deniedCall(ROLE, "logs:DeleteLogGroup", "DeleteLogGroup", `arn:aws:logs:us-east-1:${MEMBER}:log-group:/export:*`);
    await putCloudTrailEvent(stack.aws, JSON.parse(JSON.stringify(event).replaceAll(ACCOUNT, MEMBER)));
    expect(await told(/^Denied since the change: /, MEMBER)).toContain(MEMBER);
  }, 200_000);

  test("the member's role gets everything back by the link", async () => {
    expect((await press(linkIn(await told(/^Applied: /, MEMBER)), "all", "The export needs it.")).status).toBe(200);
    await toBe("restored");
    expect(await carries(MEMBER)).toEqual(before);
    expect(await carries(ACCOUNT)).toEqual(before);
  }, 300_000);

  test("no function of the hub was refused a call but in the account that does not let it in", async () => {
    const refused = (await stack.calls()).filter(({ denied }) => denied);
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(({ action, params }) => `${action} ${accountOf(String(params.RoleArn))}`))).toEqual(
      new Set([`AssumeRole ${STRANGER}`]),
    );
  });

  test("each message says which account it is about, so that approvers of one can subscribe to theirs alone", async () => {
    const published = (await stack.calls()).filter(({ service, action }) => service === "sns" && action === "Publish");
    const asked = published.filter(({ params }) => /^Approve\? /.test(String(params.Subject)));
    const accounts = asked.map(({ params }) => {
      const name = Object.keys(params).find((key) => params[key] === "account") ?? "";
      return params[name.replace(/Name$/, "Value.StringValue")];
    });
    expect(accounts.sort()).toEqual([ACCOUNT, MEMBER]);
  });

  test("in a member, each function worked as its own role there and as no other", async () => {
    const calls = (await stack.calls()).filter(({ role }) => role && accountOf(role) === MEMBER);
    const worked = new Map<string, Set<string>>();
    for (const { role, service, action } of calls) {
      const name = role?.split("/").at(-1) ?? "";
      worked.set(name, (worked.get(name) ?? new Set()).add(`${service}:${action}`));
    }
    const writing = [...worked].filter(([, actions]) =>
      [...actions].some((action) => /:(Attach|Detach|Put|Delete|Create|Tag|Set)/.test(action)),
    );
    expect([...worked.keys()].filter((name) => !/^stack-[a-z-]+$/.test(name))).toEqual([]);
    expect(writing.map(([name]) => name).sort()).toEqual(["stack-apply-policy", "stack-restore-role"]);
  });

  test("each of the hub's roles can take the one role of a member that is for it, with the external id, and no other", async () => {
    const taken: string[] = [];
    for (const [hubRole, own] of FUNCTIONS) {
      const credentials = { accessKeyId: `as-stack-${hubRole}`, secretAccessKey: "x" };
      const sts = new STSClient({ ...operator(stack.aws.endpoint), credentials });
      for (const [, name] of FUNCTIONS) if (await mayAssume(sts, inMember(name), EXTERNAL_ID)) taken.push(`${hubRole} ${name}`);
      expect(await mayAssume(sts, inMember(own))).toBe(false);
      expect(await mayAssume(sts, inMember(own), "a-word-of-another-hub")).toBe(false);
    }
    expect(taken).toEqual(FUNCTIONS.map((pair) => pair.join(" ")));
  }, 300_000);

  test("what the hub may change there ends at tagged roles and Whittle's own policies", async () => {
    const iam = await iamIn(MEMBER);
    await createInstanceRole(iam, "Untagged", {});
    const settings = operator(stack.aws.endpoint);
    const own = { accessKeyId: "as-stack-ApplyPolicyRole", secretAccessKey: "x" };
    const credentials = await assume(new STSClient({ ...settings, credentials: own }), inMember("apply-policy"), EXTERNAL_ID);
    const hub = new IAMClient({ ...settings, credentials });
    const refined = { PolicyArn: `arn:aws:iam::${MEMBER}:policy/whittle/whittle-${ROLE}` };
    await hub.send(new AttachRolePolicyCommand({ RoleName: ROLE, ...refined }));
    await hub.send(new DetachRolePolicyCommand({ RoleName: ROLE, ...refined }));
    const refused = [
      hub.send(new AttachRolePolicyCommand({ RoleName: "Untagged", ...refined })),
      hub.send(new DetachRolePolicyCommand({ RoleName: "Untagged", PolicyArn: LOGS_FULL })),
      hub.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" })),
      hub.send(new DeleteRoleCommand({ RoleName: ROLE })),
    ];
    for (const call of await Promise.allSettled(refused))
      expect(String(call.status === "rejected" && call.reason)).toContain("not authorized");
  });
});

/** IAM's report on CloudWatch Logs: one action used yesterday, another never. */
function usedLogs() {
  const at = new Date(Date.now() - 86_400_000).toISOString();
  const used = { ActionName: "CreateLogStream", LastAccessedTime: at, LastAccessedRegion: REGION };
  const logs = { ServiceNamespace: "logs", ServiceName: "Amazon CloudWatch Logs", LastAuthenticated: at };
  return { ...logs, TrackedActionsLastAccessed: [used, { ActionName: "DeleteLogGroup" }] };
}

const inMember = (name: string) => `arn:aws:iam::${MEMBER}:role/whittle/stack-${name}`;

async function assume(sts: STSClient, RoleArn: string, ExternalId?: string) {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "test", ExternalId }));
  const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "", SessionToken: sessionToken = "" } = Credentials ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}

async function mayAssume(sts: STSClient, roleArn: string, externalId?: string): Promise<boolean> {
  try {
    return (await assume(sts, roleArn, externalId)).accessKeyId !== "";
  } catch (error) {
    if (error instanceof Error && error.name === "AccessDenied") return false;
    throw error;
  }
}
