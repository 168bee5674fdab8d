import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { whittle } from "#test/cli/in-process.ts";
import { attachedTo, createInstanceRole, GENERATED, LOGS_FULL, roleArn, SSM_CORE } from "./account.ts";
import { describeToCloudFormation } from "./cloudformation.ts";
import { offlineAwsMissing, operator, REGION } from "./offline-aws.ts";
import { linkIn, press } from "./page.ts";
import { parameters } from "./parameters.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { inject, SCHEDULE_FAULTS, unmetFaults } from "./throttling.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const ROLES = ["WaitingRole", "WatchedRole", "RehearsedRole", "LateRole"];
const STACK = "leaving";

describe.skipIf(missing)(`removing a stack while reviews wait${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let settings: ReturnType<typeof operator>;

  const carries = async (role: string) => (await attachedTo(stack.iam, role)).map(({ arn }) => arn);
  const openReviews = async () => new Map((await stack.store.open()).map((review) => [review.roleName, review]));
  const reaches = (role: string, status: string) =>
    until(`${role} to be ${status}`, async () => ((await openReviews()).get(role)?.status === status ? true : undefined));
  const requestAbout = (role: string) =>
    until(`a request about ${role}`, async () => (await stack.messages()).find(({ subject }) => subject.includes(role))?.message);
  const approve = async (role: string) => expect((await press(linkIn(await requestAbout(role)), "approve", "")).status).toBe(200);
  async function running(): Promise<number> {
    const sfn = new SFNClient(settings);
    const arns = ["ReviewCycleArn", "RoleReviewArn", "RoleRestoreArn", "TellDeniedArn"].map(stack.output);
    const listed = await Promise.all(
      arns.map((stateMachineArn) => sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: "RUNNING" }))),
    );
    return listed.flatMap(({ executions = [] }) => executions).length;
  }

  beforeAll(async () => {
    stack = await deployStack({ ScheduleState: "ENABLED" });
    settings = operator(stack.aws.endpoint);
    vi.stubEnv("AWS_ENDPOINT_URL", stack.aws.endpoint);
    vi.stubEnv("AWS_REGION", REGION);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "operator");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "operator");
    await describeToCloudFormation(stack.aws, STACK, { ...parameters, ScheduleState: "ENABLED" });
    for (const role of ROLES) {
      const rehearsed = role === "RehearsedRole" ? { "whittle:rehearsal-days": "7" } : {};
      await createInstanceRole(stack.iam, role, { "whittle:review": "on", "offline:used": "ssm logs", ...rehearsed });
      await stack.aws.control("aa/script", { principal_arn: roleArn(role), polls: 1, policies: [GENERATED] });
    }
    await stack.ended(await stack.startCycle({}), 120);
    await approve("WatchedRole");
    await approve("RehearsedRole");
    await reaches("WatchedRole", "applied");
    await reaches("RehearsedRole", "rehearsing");
    await requestAbout("LateRole");
    await requestAbout("WaitingRole");
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await stack.aws.stop();
  });

  test("a dry run names what would end, and ends nothing", async () => {
    const { code, out, err } = await whittle("uninstall", "--stack", STACK, "--dry-run", "--format", "json");
    expect([code, err]).toEqual([0, ""]);
    expect(JSON.parse(out)).toMatchObject({
      dryRun: true,
      isScheduled: true,
      removed: expect.arrayContaining([expect.objectContaining({ roleName: "WaitingRole", status: "waiting" })]),
      unwatched: [expect.objectContaining({ roleName: "WatchedRole", status: "applied" })],
    });
    expect(await running()).toBe(4);
    expect((await openReviews()).size).toBe(4);
  });

  test("where nobody can be asked, it shows the same and ends nothing", async () => {
    const { code, out } = await whittle("uninstall", "--stack", STACK);
    expect(code).toBe(3);
    expect(out).toContain("WaitingRole (waiting)");
    expect(out).toContain(`whittle uninstall --stack ${STACK} --yes`);
    expect(await running()).toBe(4);
  });

  test("it ends all of it, also a review that is approved at that moment, and no role is half changed", async () => {
    await approve("LateRole");
    const before = new Map(
      await Promise.all(["WaitingRole", "WatchedRole", "RehearsedRole"].map(async (role) => [role, await carries(role)] as const)),
    );
    await inject(stack.aws, SCHEDULE_FAULTS);
    const { code, out, err } = await whittle("uninstall", "--stack", STACK, "--yes");
    expect([err, code]).toEqual(["", 0]);
    expect(await unmetFaults(stack, SCHEDULE_FAULTS)).toEqual([]);
    expect(await running()).toBe(0);
    expect((await openReviews()).size).toBe(0);
    for (const [role, policies] of before) expect(await carries(role), role).toEqual(policies);
    const late = await carries("LateRole");
    const refined = late.filter((arn) => arn.includes("/whittle/"));
    expect(late, "whole before or whole after").toEqual(refined.length === 0 ? [SSM_CORE, LOGS_FULL] : [...refined, SSM_CORE].toSorted());
    expect(out).toContain("aws cloudformation delete-stack --stack-name leaving --region us-east-1");
    expect(out).toContain(stack.output("ReviewTableName"));
  });

  test("the schedule is off, with all else as it was", async () => {
    const { State, Target, ScheduleExpression } = await new SchedulerClient(settings).send(
      new GetScheduleCommand({ Name: stack.output("ScheduleName") }),
    );
    expect([State, ScheduleExpression, Target?.Arn]).toEqual(["DISABLED", "rate(1 day)", stack.output("ReviewCycleArn")]);
  });

  test("no rule of a rehearsal is left", async () => {
    const { Rules = [] } = await new EventBridgeClient(settings).send(new ListRulesCommand({ NamePrefix: "whittle-rehearsal-" }));
    expect(Rules).toEqual([]);
  });

  test("the link of a review that was ended decides nothing any more", async () => {
    const link = linkIn(await requestAbout("WaitingRole"));
    await expect(press(link, "approve", "")).rejects.toThrow("has a button approve");
    expect(await carries("WaitingRole")).toEqual([SSM_CORE, LOGS_FULL]);
  });

  test("a second run finds nothing to end", async () => {
    const { code, out } = await whittle("uninstall", "--stack", STACK, "--yes", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ removed: [], unwatched: [], left: { reviews: [], executions: [] } });
  });
});
