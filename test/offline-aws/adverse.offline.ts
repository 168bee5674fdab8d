import { CreateRoleCommand, ListPoliciesCommand, UntagRoleCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attachedTo, createInstanceRole, GENERATED, LOGS_FULL, roleArn, SSM_CORE } from "./account.ts";
import { ACCOUNT, offlineAwsMissing } from "./offline-aws.ts";
import { linkIn, press } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
/**
 * Milliseconds, at the time scale of these tests, and functions pause a tenth of their time: what changes in IAM is seen as if 15 seconds
 * late, half to one and a half of it, each thing for itself.
 */
const IAM_DELAY = "1500";
const ROLES = ["AppliedRole", "WithdrawnRole"];

/** What an account without these rights answers, all day. */
const REFUSED = [
  { service: "access-analyzer", action: "CheckNoNewAccess" },
  { service: "access-analyzer", action: "ValidatePolicy" },
  { service: "cloudformation", action: "DescribeStackResources" },
];

describe.skipIf(missing)(`an AWS that shows changes late and refuses calls${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;

  const carries = async (role: string) => (await attachedTo(stack.iam, role)).map(({ arn }) => arn);
  const reviewOf = async (role: string) => {
    const found = (await stack.store.open()).find(({ roleName }) => roleName === role);
    if (!found) throw new Error(`No review of ${role} is open.`);
    return found;
  };
  const requestAbout = (role: string) =>
    until(`a request about ${role}`, async () => (await stack.messages()).find(({ subject }) => subject.includes(role))?.message, 120);

  beforeAll(async () => {
    stack = await deployStack({ DigestFrom: "0" }, ["--iam-delay", IAM_DELAY]);
    for (const role of ROLES) {
      await createInstanceRole(stack.iam, role, { "whittle:review": "on", "offline:used": "ssm logs" });
      await stack.aws.control("aa/script", { principal_arn: roleArn(role), polls: 0, policies: [GENERATED] });
    }
    for (const role of ROLES) await until(`the policies of ${role}`, async () => ((await carries(role)).length === 2 ? true : undefined));
    for (const call of REFUSED) await stack.aws.control("inject", { ...call, code: "AccessDenied", times: 1000, status: 403 });
    await stack.ended(await stack.startCycle({}), 120);
  }, 300_000);
  afterAll(() => stack.aws.stop());

  test("checks that AWS refuses are named in the proposal, and no review fails for them", async () => {
    await requestAbout("AppliedRole");
    const proposal = await stack.store.document((await reviewOf("AppliedRole")).id, "proposal");
    const checks = new Map(proposal?.checks.map(({ name, result }) => [name, result]));
    expect([checks.get("access-analyzer-no-new-access"), checks.get("access-analyzer-valid-policy")]).toEqual(["skipped", "skipped"]);
    expect(proposal?.checks.filter(({ result }) => result === "fail")).toEqual([]);
  });

  test("an approved change is made though IAM shows each part of it late, and restored in the same way", async () => {
    const { id } = await reviewOf("AppliedRole");
    expect((await press(linkIn(await requestAbout("AppliedRole")), "approve", "")).status).toBe(200);
    await until("the change", async () => ((await stack.store.get(id)).status === "applied" ? true : undefined), 120);
    const after = await until("IAM to show it", async () => {
      const now = await carries("AppliedRole");
      return now.includes(LOGS_FULL) ? undefined : now;
    });
    expect(after).toEqual([`arn:aws:iam::${ACCOUNT}:policy/whittle/whittle-AppliedRole`, SSM_CORE].toSorted());

    const execution = await stack.ended(await stack.startRestore({ reviewId: id }), 120);
    expect(execution.status, execution.cause).toBe("SUCCEEDED");
    await until("IAM to show the restored role", async () =>
      JSON.stringify(await carries("AppliedRole")) === JSON.stringify([SSM_CORE, LOGS_FULL]) ? true : undefined,
    );
  });

  test("a role whose tag was taken off after its proposal is not changed, and no policy is left behind", async () => {
    const { id } = await reviewOf("WithdrawnRole");
    const link = linkIn(await requestAbout("WithdrawnRole"));
    await stack.iam.send(new UntagRoleCommand({ RoleName: "WithdrawnRole", TagKeys: ["whittle:review"] }));
    // IAM shows that late too: nobody could tell before.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect((await press(link, "approve", "")).status).toBe(200);
    const review = await until("the end of the review", async () => {
      const now = await stack.store.get(id);
      return now.closedAt === undefined ? undefined : now;
    });
    expect(review).toMatchObject({ status: "settled", reason: { id: "withdrawn", because: { id: "untagged" } } });
    expect(await carries("WithdrawnRole")).toEqual([SSM_CORE, LOGS_FULL]);
    const { Policies = [] } = await stack.iam.send(new ListPoliciesCommand({ Scope: "Local", PathPrefix: "/whittle/" }));
    expect(Policies.map(({ PolicyName }) => PolicyName).filter((name) => name?.includes("Withdrawn"))).toEqual([]);
  });

  test("none of it raised an alarm, and the functions were refused nothing but what the account refuses", async () => {
    expect((await stack.messages()).filter(({ topic }) => topic === stack.output("AlarmTopicArn"))).toEqual([]);
    expect((await stack.calls()).filter(({ denied }) => denied)).toEqual([]);
  });

  test("a younger stack's mark does not stop the cycles, and an older one's does", async () => {
    const Tags = [
      { Key: "whittle:stack", Value: "eu-west-1/other" },
      { Key: "whittle:tag-key", Value: "whittle:review" },
      { Key: "whittle:tag-value", Value: "on" },
    ];
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    await stack.iam.send(new CreateRoleCommand({ RoleName: "OtherDiscovers", Path: "/whittle/", AssumeRolePolicyDocument, Tags }));
    expect((await stack.ended(await stack.startCycle({}))).status).toBe("SUCCEEDED");

    // Without a mark of its own the stack counts as the youngest.
    await stack.iam.send(new UntagRoleCommand({ RoleName: "stack-DiscoverRolesRole", TagKeys: ["whittle:stack"] }));
    const refused = await until("the refusal", async () => {
      const execution = await stack.ended(await stack.startCycle({}));
      return execution.status === "FAILED" ? execution : undefined;
    });
    expect(refused.error).toBe("OtherStackError");
    expect(refused.cause).toMatch(/^The stack eu-west-1\/other reviews the roles tagged whittle:review=on already/);
  });
});
