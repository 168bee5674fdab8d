import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { attachedTo, createInstanceRole, GENERATED, LOGS_FULL, roleArn, SSM_CORE } from "./account.ts";
import { offlineAwsMissing } from "./offline-aws.ts";
import { withinOneDay } from "./one-day.ts";
import { linkIn, press } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const skipped = missing ? ` (skipped: ${missing})` : "";
const CycleOutput = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ reviews: v.array(v.object({ reviewId: v.string(), roleName: v.string() })) }),
);

const USED = ["CreateLogGroup", "CreateLogStream", "DescribeLogGroups", "DescribeLogStreams"];

/** IAM's report on a role that writes logs: what it tracks of CloudWatch Logs, used and unused. */
async function reportOn(stack: DeployedStack, name: string): Promise<void> {
  const at = new Date(Date.now() - 86_400_000).toISOString();
  const used = USED.map((ActionName) => ({ ActionName, LastAccessedTime: at, LastAccessedRegion: "us-east-1" }));
  const logs = { ServiceNamespace: "logs", ServiceName: "Amazon CloudWatch Logs", LastAuthenticated: at };
  await stack.aws.control("last-accessed", {
    role_arn: roleArn(name),
    polls: 1,
    services: [{ ...logs, TrackedActionsLastAccessed: [...used, { ActionName: "DeleteLogGroup" }] }],
  });
}

async function reviewed(stack: DeployedStack, input: unknown): Promise<Map<string, string>> {
  const execution = await stack.ended(await stack.startCycle(input), 120);
  expect(execution.status, execution.cause).toBe("SUCCEEDED");
  return new Map(v.parse(CycleOutput, execution.output).reviews.map(({ reviewId, roleName }) => [roleName, reviewId]));
}

const proposalOf = (stack: DeployedStack, reviewId: string) =>
  until(`the proposal of ${reviewId}`, () => stack.store.document(reviewId, "proposal"));

/** The calls of the policy generation, and of IAM's reports, that went through or not. */
async function engineCalls(stack: DeployedStack): Promise<Set<string>> {
  const actions = (await stack.calls()).map(({ action }) => action);
  return new Set(actions.filter((action) => /PolicyGeneration|GeneratedPolicy/.test(action)));
}

describe.skipIf(missing)(`a stack without a trail, with Evidence = last-accessed${skipped}`, () => {
  let stack: DeployedStack;
  let reviewId = "";
  beforeAll(async () => {
    stack = await deployStack({ Evidence: "last-accessed", TrailArn: "", AccessRoleArn: "", GenerationsPerDay: "1", WatchHours: "1" });
    for (const name of ["MyRole", "OtherRole"]) {
      await createInstanceRole(stack.iam, name, { "whittle:review": "on" });
      await reportOn(stack, name);
    }
  });
  afterAll(() => stack.aws.stop());

  test("a cycle takes every role that is due, whatever Access Analyzer's quota is", async () => {
    const reviews = await reviewed(stack, {});
    expect([...reviews.keys()].sort()).toEqual(["MyRole", "OtherRole"]);
    reviewId = reviews.get("MyRole") ?? "";
  });

  test("the proposal is made from IAM's report over 400 days, and says so", async () => {
    const { activity, window } = await proposalOf(stack, reviewId);
    expect(activity.source).toBe("last-accessed");
    expect(Math.round((Date.parse(window.to) - Date.parse(window.from)) / 86_400_000)).toBe(400);
    const message = await until("a request", async () => (await stack.messages()).find(({ message }) => message.includes("MyRole")));
    expect(message.message).toContain("IAM's last accessed report");
  });

  test("the approved role ends with what IAM saw, and with what IAM does not track of that service", async () => {
    const topic = stack.output("ApprovalTopicArn");
    const request = (await stack.messages()).find((each) => each.topic === topic && each.message.includes("MyRole"));
    const { status, text } = await press(linkIn(request?.message ?? ""), "approve", "");
    expect(status, text).toBe(200);
    await until("the settled review", async () => ((await stack.store.get(reviewId)).status === "settled" ? true : undefined));
    const attached = await attachedTo(stack.iam, "MyRole");
    const arns = attached.map(({ arn }) => arn);
    expect(arns).toContain(SSM_CORE);
    expect(arns).not.toContain(LOGS_FULL);
    const refined = attached.find(({ arn }) => arn.includes(":policy/whittle/"));
    const actions = parsePolicy(refined?.document, "the refined policy").statements.flatMap(({ actions: { patterns } }) => patterns);
    expect(actions).toEqual(expect.arrayContaining([...USED.map((name) => `logs:${name}`), "logs:PutLogEvents"]));
    expect(actions).not.toContain("logs:DeleteLogGroup");
  });

  test("Access Analyzer was asked for no generation, and no function was refused a call", async () => {
    expect(await engineCalls(stack)).toEqual(new Set());
    expect((await stack.calls()).filter(({ denied }) => denied)).toEqual([]);
  });
});

describe.skipIf(missing)(`a stack with Evidence = auto, and one generation a day${skipped}`, () => {
  let stack: DeployedStack;
  beforeAll(async () => {
    await withinOneDay();
    stack = await deployStack({ Evidence: "auto", GenerationsPerDay: "1" });
    for (const name of ["ARole", "BRole", "CRole"]) {
      await createInstanceRole(stack.iam, name, { "whittle:review": "on" });
      await reportOn(stack, name);
      await stack.aws.control("aa/script", { principal_arn: roleArn(name), polls: 2, policies: [GENERATED] });
    }
  }, 600_000);
  afterAll(() => stack.aws.stop());

  test("the first role's evidence is a generated policy, the others' IAM's report, in one cycle", async () => {
    const reviews = await reviewed(stack, { dryRun: true });
    const sources = await Promise.all([...reviews].map(async ([name, id]) => [name, (await proposalOf(stack, id)).activity.source]));
    expect(Object.fromEntries(sources)).toEqual({ ARole: "generated", BRole: "last-accessed", CRole: "last-accessed" });
  });

  test("Access Analyzer was asked for one generation, and no function was refused a call", async () => {
    const calls = await stack.calls();
    expect(calls.filter(({ action }) => action === "StartPolicyGeneration")).toHaveLength(1);
    expect(calls.filter(({ denied }) => denied)).toEqual([]);
  });
});
