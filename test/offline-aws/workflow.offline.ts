import { AttachRolePolicyCommand } from "@aws-sdk/client-iam";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { historyOf } from "#core/review/role-history.ts";
import { attach, attachedTo, createInstanceRole, GENERATED, LOGS_FULL, READ_ONLY, roleArn, SQS_FULL, SSM_CORE } from "./account.ts";
import { pressInBrowser } from "./browser.ts";
import { offlineAwsMissing } from "./offline-aws.ts";
import { linkIn, open, press } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { throttle, unmetFaults } from "./throttling.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
/** Long enough for the reviews that are decided, short enough to wait for the one that is not. */
const APPROVAL_SECONDS = 90;
const CycleOutput = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ reviews: v.array(v.object({ reviewId: v.string(), roleName: v.string() })) }),
);

describe.skipIf(missing)(`the deployed stack${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  const reviewIds = new Map<string, string>();

  beforeAll(async () => {
    stack = await deployStack({ ApprovalDays: String(APPROVAL_SECONDS / 86_400), WatchHours: "1" });
    for (const name of ["RejectedRole", "DriftingRole", "FailingRole"]) {
      await createInstanceRole(stack.iam, name, { "whittle:review": "on" });
    }
    await createInstanceRole(stack.iam, "ApprovedRole", { "whittle:review": "on", "offline:used": "ssm ssmmessages logs" });
    await createInstanceRole(stack.iam, "ExpiringRole", { "whittle:review": "on", "offline:used": "logs sqs" });
    await attach(stack.iam, "ExpiringRole", SQS_FULL);
    await createInstanceRole(stack.iam, "UntaggedRole", {});
    for (const name of ["ApprovedRole", "RejectedRole", "DriftingRole", "ExpiringRole"]) {
      await stack.aws.control("aa/script", { principal_arn: roleArn(name), polls: 2, policies: [GENERATED] });
    }
    const error = { code: "AUTHORIZATION_ERROR", message: "no access to the bucket of the trail" };
    await stack.aws.control("aa/script", { principal_arn: roleArn("FailingRole"), polls: 1, status: "FAILED", error });
  });
  afterAll(() => stack.aws.stop());

  const reviewOf = (roleName: string) => stack.store.get(reviewIds.get(roleName) ?? "");

  function messageAbout(roleName: string, topic: "ApprovalTopicArn" | "AlarmTopicArn", subject = /./): Promise<string> {
    return until(`a message about ${roleName}`, async () => {
      const messages = (await stack.messages()).filter((message) => message.topic === stack.output(topic));
      return messages.find((message) => `${message.subject}${message.message}`.includes(roleName) && subject.test(message.subject))
        ?.message;
    });
  }

  async function requestsAbout(roleName: string): Promise<string[]> {
    const messages = (await stack.messages()).filter(({ topic }) => topic === stack.output("ApprovalTopicArn"));
    return messages.map(({ message }) => message).filter((message) => message.includes(roleName));
  }

  /** Reads a cycle's reviews from its output into `reviewIds`. */
  async function cycleEnded(executionArn: string): Promise<string[]> {
    const execution = await stack.ended(executionArn, 120);
    expect(execution.status, execution.cause).toBe("SUCCEEDED");
    const { reviews } = v.parse(CycleOutput, execution.output);
    for (const { reviewId, roleName } of reviews) reviewIds.set(roleName, reviewId);
    return reviews.map(({ roleName }) => roleName).sort();
  }

  test("deploys whole, but for alarms and the dashboard, which the offline AWS does not know", () => {
    expect(stack.aws.skipped.filter((resource) => !/\(AWS::(CloudWatch::(Alarm|Dashboard)|Logs::MetricFilter)\)$/.test(resource))).toEqual(
      [],
    );
  });

  test("a cycle of the schedule and one started beside it, with every service throttling, review each tagged role once", async () => {
    await throttle(stack.aws, (service) => service !== "states");
    const scheduled = await stack.aws.control("schedule", { name: "stack-CycleSchedule" });
    const byHand = await stack.startCycle({});
    await throttle(stack.aws, (service) => service === "states");
    const roles = [...(await cycleEnded(v.parse(v.string(), scheduled))), ...(await cycleEnded(byHand))];
    expect(roles.sort()).toEqual(["ApprovedRole", "DriftingRole", "ExpiringRole", "FailingRole", "RejectedRole"]);
  });

  test("Access Analyzer was never asked for a second generation while one was running", async () => {
    const starts = (await stack.calls()).filter((call) => call.action === "StartPolicyGeneration");
    expect(starts.filter((call) => call.status === 200)).toHaveLength(5);
    expect(starts.filter((call) => call.status === 402)).toEqual([]);
  });

  test("a failed generation is recorded and reported, and held up nobody", async () => {
    const review = await reviewOf("FailingRole");
    expect(review).toMatchObject({ status: "failed", failure: { code: "GenerationFailedError" } });
    expect(review.failure?.message).toContain("no access to the bucket of the trail");
    const alarm = await messageAbout("FailingRole", "AlarmTopicArn");
    expect(alarm.replaceAll("\n", " "), "lines are folded").toContain("no access to the bucket of the trail");
  });

  test("what IAM alone knows to be used stays: queues are worked with in the dark", async () => {
    const reviewId = reviewIds.get("ExpiringRole") ?? "";
    const proposal = await until("a proposal for ExpiringRole", () => stack.store.document(reviewId, "proposal"));
    const kept = proposal.evidence.filter(({ kind }) => kind === "last-accessed").map(({ action }) => action);
    expect(kept).toEqual(expect.arrayContaining(["sqs:DeleteMessage", "sqs:ReceiveMessage", "sqs:SendMessage"]));
    expect(kept.filter((action) => !action.startsWith("sqs:"))).toEqual([]);
    expect(proposal.diff.removed).toContain("sqs:DeleteQueue");
  });

  test("the rejected role keeps what it had", async () => {
    const link = linkIn(await messageAbout("RejectedRole", "ApprovalTopicArn"));
    const { status, text } = await press(link, "reject", "The monthly report needs more.");
    expect(status, text).toBeLessThan(400);
    const review = await until("the closed review", async () => {
      const current = await reviewOf("RejectedRole");
      return current.closedAt === undefined ? undefined : current;
    });
    expect(review).toMatchObject({ status: "rejected", decision: { reason: "The monthly report needs more." } });
    expect((await attachedTo(stack.iam, "RejectedRole")).map((policy) => policy.arn)).toEqual([SSM_CORE, LOGS_FULL]);
  });

  test("a role that somebody changed since the proposal is not touched: a new proposal is asked about", async () => {
    const link = linkIn(await messageAbout("DriftingRole", "ApprovalTopicArn"));
    await stack.iam.send(new AttachRolePolicyCommand({ RoleName: "DriftingRole", PolicyArn: READ_ONLY }));
    const { status, text } = await press(link, "approve", "");
    expect(status, text).toBe(200);
    const again = await until("a request with a link of its own", async () =>
      (await requestsAbout("DriftingRole")).map(linkIn).find((other) => other !== link),
    );
    expect((await press(again, "reject", "It changed under our hands.")).status).toBe(200);
    expect((await open(link)).text).not.toContain("<form");
    expect((await attachedTo(stack.iam, "DriftingRole")).map((policy) => policy.arn)).toEqual([SSM_CORE, LOGS_FULL, READ_ONLY]);
  });

  test("the approved role ends with what it uses, attached before the broad policy was detached", async () => {
    const link = linkIn(await messageAbout("ApprovedRole", "ApprovalTopicArn"));
    expect((await open(link)).text).toContain("ApprovedRole");
    expect((await reviewOf("ApprovedRole")).decision).toBeUndefined();
    expect(await pressInBrowser(link, "Approve")).toMatch(/approved/i);
    await until("the settled review", async () => ((await reviewOf("ApprovedRole")).status === "settled" ? true : undefined));

    const attached = await attachedTo(stack.iam, "ApprovedRole");
    expect(attached.map((policy) => policy.arn)).not.toContain(LOGS_FULL);
    expect(attached.map((policy) => policy.arn)).toContain(SSM_CORE);
    const refined = attached.filter((policy) => policy.arn.includes(":policy/whittle/"));
    expect(attached).toHaveLength(2);
    const statements = parsePolicy(refined[0]?.document, "the refined policy").statements;
    expect(statements.flatMap(({ actions }) => actions.patterns).sort()).toEqual([
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ]);
    const changes = (await stack.calls()).filter(
      (call) => call.status === 200 && /^(Attach|Detach)RolePolicy$/.test(call.action) && call.role,
    );
    expect(changes.map((call) => call.action)).toEqual(["AttachRolePolicy", "DetachRolePolicy"]);
  });

  test("the role that nobody decided about is reminded of once, expires, and keeps what it had", async () => {
    const review = await until(
      "the expired review",
      async () => {
        const current = await reviewOf("ExpiringRole");
        return current.closedAt === undefined ? undefined : current;
      },
      2 * APPROVAL_SECONDS,
    );
    expect(review).toMatchObject({ status: "expired", decision: { verdict: "expired", by: "nobody" } });
    expect(await requestsAbout("ExpiringRole"), "a request, a reminder and the end").toHaveLength(3);
    expect((await attachedTo(stack.iam, "ExpiringRole")).map((policy) => policy.arn)).toEqual([SQS_FULL, SSM_CORE, LOGS_FULL]);
  });

  test("the untagged role was left alone", async () => {
    expect((await attachedTo(stack.iam, "UntaggedRole")).map((policy) => policy.arn)).toEqual([SSM_CORE, LOGS_FULL]);
    expect(await historyOf(stack.store, "123456789012/UntaggedRole")).toEqual({ role: "123456789012/UntaggedRole" });
  });

  test("every throttled call was made again", async () => {
    expect(await unmetFaults(stack)).toEqual([]);
  });

  test("a second cycle on the same day reviews nothing again but what had failed", async () => {
    expect(await cycleEnded(await stack.startCycle({}))).toEqual(["FailingRole"]);
  });

  test("roleNames reviews a role before it is due; dryRun stops at the proposal", async () => {
    expect(await cycleEnded(await stack.startCycle({ roleNames: ["RejectedRole"], dryRun: true }))).toEqual(["RejectedRole"]);
    const review = await until("the dry run", async () => {
      const current = await reviewOf("RejectedRole");
      return current.closedAt === undefined ? undefined : current;
    });
    expect(review).toMatchObject({ status: "settled", outcome: "proposed", dryRun: true });
    expect(review.decision).toBeUndefined();
  });

  test.each([
    [{ roleNames: [] }, "roleNames: names no role"],
    [{ roleName: "ApprovedRole" }, "roleName: is not known here; allowed are roleNames, dryRun and account"],
    [{ dryRun: "yes" }, "dryRun: must be true or false"],
    [{ roleNames: ["NoSuchRole"] }, "there is no role named NoSuchRole"],
  ])("the input %j fails at once and says why", async (input, cause) => {
    const execution = await stack.ended(await stack.startCycle(input));
    expect(execution).toMatchObject({ status: "FAILED", error: "InvalidInputError" });
    expect(execution.cause).toContain(cause);
  });

  test("restoring brings back what the approved role had, and is told", async () => {
    const reviewId = reviewIds.get("ApprovedRole");
    const execution = await stack.ended(await stack.startRestore({ reviewId, reason: "The nightly export needs more." }));
    expect(execution.status, execution.cause).toBe("SUCCEEDED");
    expect((await attachedTo(stack.iam, "ApprovedRole")).map((policy) => policy.arn)).toEqual([SSM_CORE, LOGS_FULL]);
    expect((await reviewOf("ApprovedRole")).status).toBe("restored");
  });

  test("no function was refused a call", async () => {
    expect((await stack.calls()).filter((call) => call.denied)).toEqual([]);
  });

  test("a task token is in no message and in no output of the workflow", async () => {
    const tokens = await stack.taskTokens();
    expect(tokens.length).toBeGreaterThanOrEqual(4);
    const told = JSON.stringify([await stack.messages(), await stack.outputsOfReviews()]);
    expect(tokens.filter((token) => told.includes(token))).toEqual([]);
  });
});
