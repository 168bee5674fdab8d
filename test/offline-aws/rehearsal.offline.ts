import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { TagRoleCommand } from "@aws-sdk/client-iam";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { attachedTo, createInstanceRole, GENERATED, LOGS_FULL, roleArn, SSM_CORE } from "./account.ts";
import { liveCall, putCloudTrailRecords } from "./event-bus.ts";
import { offlineAwsMissing, operator } from "./offline-aws.ts";
import { linkIn, press } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { inject, RULE_FAULTS, unmetFaults } from "./throttling.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
/** Long enough for all three to be under way at once, and for a call to be caught in the middle. */
const REHEARSAL_SECONDS = 45;
/** An hour between two looks would be over at once, and the looks would never rest. */
const WAITS = { scale: 0.1 };
const CycleOutput = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ reviews: v.array(v.object({ reviewId: v.string(), roleName: v.string() })) }),
);
const ROLES = ["CleanRole", "CaughtRole", "WithdrawnRole"] as const;
type RoleName = (typeof ROLES)[number];

describe.skipIf(missing)(`rehearsals${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let events: EventBridgeClient;
  const reviewIds = new Map<string, string>();

  beforeAll(async () => {
    stack = await deployStack({ ApprovalDays: "1", WatchHours: "0.01", RehearsalDays: String(REHEARSAL_SECONDS / 86_400) });
    events = new EventBridgeClient(operator(stack.aws.endpoint));
    for (const name of ROLES) {
      await createInstanceRole(stack.iam, name, { "whittle:review": "on", "offline:used": "ssm ssmmessages logs" });
      await stack.aws.control("aa/script", { principal_arn: roleArn(name), polls: 1, policies: [GENERATED] });
    }
    const execution = await stack.ended(await stack.startCycle({}), 120);
    for (const { reviewId, roleName } of v.parse(CycleOutput, execution.output).reviews) reviewIds.set(roleName, reviewId);
    await stack.aws.control("time-scale", WAITS);
    await inject(stack.aws, RULE_FAULTS);
    await Promise.all(ROLES.map(async (name) => expect((await press(await requestFor(name), "approve", "")).status).toBe(200)));
    for (const name of ROLES)
      await until(`the rehearsal of ${name}`, async () => ((await reviewOf(name)).rehearsal ? true : undefined), 120);
  }, 400_000);
  afterAll(() => stack.aws.stop());

  const reviewOf = (name: RoleName) => stack.store.get(reviewIds.get(name) ?? "");
  const carriedBy = async (name: RoleName) => (await attachedTo(stack.iam, name)).map(({ arn }) => arn);
  const refinedOf = (arns: readonly string[]) => arns.filter((arn) => arn.includes(":policy/whittle/"));

  async function subjectsAbout(name: RoleName): Promise<readonly string[]> {
    return (await stack.messages())
      .filter(({ topic, subject }) => topic === stack.output("ApprovalTopicArn") && subject.includes(name))
      .map(({ subject }) => subject);
  }

  function requestFor(name: RoleName, not?: string): Promise<string> {
    return until(`a request about ${name}`, async () => {
      const messages = (await stack.messages()).filter(
        ({ topic, message }) => topic === stack.output("ApprovalTopicArn") && message.includes("/r/"),
      );
      return messages
        .filter(({ message }) => message.includes(name))
        .map(({ message }) => linkIn(message))
        .find((link) => link !== not);
    });
  }

  test("after approval each role carries the old and the refined policy, and a rule hands its calls over", async () => {
    for (const name of ROLES) {
      const carried = await carriedBy(name);
      expect(carried).toEqual(expect.arrayContaining([SSM_CORE, LOGS_FULL]));
      expect(refinedOf(carried)).toHaveLength(1);
    }
    const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: "whittle-rehearsal-" }));
    expect(Rules.map(({ State }) => State)).toEqual(ROLES.map(() => "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"));
  });

  test("a call that would be denied is told at once, and nothing is detached", async () => {
    await putCloudTrailRecords(stack.aws, [
      liveCall("CleanRole", "logs", "CreateLogGroup", { logGroupName: "/patching" }),
      liveCall("CaughtRole", "logs", "DescribeLogGroups", {}, { readOnly: true }),
      liveCall("CaughtRole", "logs", "DeleteLogGroup", { logGroupName: "/old" }),
      liveCall("CaughtRole", "logs", "DescribeQueries", { logGroupName: "/old" }, { readOnly: true }),
    ]);
    await until("two messages", async () =>
      (await subjectsAbout("CaughtRole")).filter((subject) => subject.includes("still uses")).length === 2 ? true : undefined,
    );
    expect(await carriedBy("CaughtRole")).toContain(LOGS_FULL);
  });

  test("a role that is withdrawn loses the refined policy and nothing else", async () => {
    await stack.iam.send(new TagRoleCommand({ RoleName: "WithdrawnRole", Tags: [{ Key: "whittle:review", Value: "off" }] }));
    const review = await until("the end", async () =>
      (await reviewOf("WithdrawnRole")).closedAt ? await reviewOf("WithdrawnRole") : undefined,
    );
    expect(review).toMatchObject({ status: "settled", reason: { id: "withdrawn", rehearsed: true } });
    expect((await carriedBy("WithdrawnRole")).sort()).toEqual([LOGS_FULL, SSM_CORE].sort());
  });

  test("a clean rehearsal detaches the broad policy", async () => {
    await until(
      "the settled review",
      async () => ((await reviewOf("CleanRole")).status === "settled" ? true : undefined),
      2 * REHEARSAL_SECONDS,
    );
    const carried = await carriedBy("CleanRole");
    expect(carried).not.toContain(LOGS_FULL);
    expect(refinedOf(carried)).toHaveLength(1);
    expect((await subjectsAbout("CleanRole")).filter((subject) => subject.includes("still uses"))).toEqual([]);
  });

  test("what was caught is proposed anew, approved, rehearsed again, and kept", async () => {
    const first = linkIn(
      (await stack.messages()).find(({ subject, message }) => subject.includes("CaughtRole") && message.includes("/r/"))?.message ?? "",
    );
    const again = await requestFor("CaughtRole", first);
    expect(refinedOf(await carriedBy("CaughtRole"))).toEqual([]);
    expect((await press(again, "approve", "")).status).toBe(200);
    await until(
      "the settled review",
      async () => ((await reviewOf("CaughtRole")).status === "settled" ? true : undefined),
      3 * REHEARSAL_SECONDS,
    );
    const refined = (await attachedTo(stack.iam, "CaughtRole")).find(({ arn }) => arn.includes(":policy/whittle/"));
    const statements = parsePolicy(refined?.document ?? "", "the refined policy").statements;
    expect(statements.flatMap(({ actions }) => actions.patterns)).toEqual(
      expect.arrayContaining(["logs:DeleteLogGroup", "logs:DescribeQueries"]),
    );
    expect(await carriedBy("CaughtRole")).not.toContain(LOGS_FULL);
  });

  test("no rule of a rehearsal is left, and no call was refused", async () => {
    const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: "whittle-rehearsal-" }));
    expect(Rules).toEqual([]);
    expect((await stack.calls()).filter(({ denied }) => denied).map(({ service, action }) => `${service}:${action}`)).toEqual([]);
  });

  test("rules of EventBridge were set up and taken down through its throttling", async () => {
    expect(await unmetFaults(stack, RULE_FAULTS)).toEqual([]);
  });
});
