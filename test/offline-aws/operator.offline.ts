import {
  CloudTrailClient,
  CreateTrailCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { DynamoDBClient, UpdateContinuousBackupsCommand } from "@aws-sdk/client-dynamodb";
import { DescribeRuleCommand, DisableRuleCommand, EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, DeleteBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import { DeleteStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { DeleteTopicCommand, ListSubscriptionsByTopicCommand, SNSClient, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { whittle } from "#test/cli/in-process.ts";
import { createInstanceRole } from "./account.ts";
import { describeToCloudFormation } from "./cloudformation.ts";
import { ACCOUNT, type OfflineAws, offlineAwsMissing, operator, REGION, startOfflineAws } from "./offline-aws.ts";
import { parameters } from "./parameters.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const RoleName = `AccessAnalyzerMonitorServiceRole_Whittle_${REGION}`;
const BUCKET = "trail-bucket";
const ROLE = "InstanceRole";
/** As the offline AWS deploys it: doctor finds the stack by this name among the marks of all stacks. */
const STACK = "stack";
const given = { ...parameters, ScheduleState: "ENABLED", Email: "approver@example.com", AlarmEmail: "operator@example.com" };

const document = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const trust = (Service: string) => document({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" });
const READ_TRAIL = document({
  Effect: "Allow",
  Action: ["cloudtrail:GetTrail", "iam:Generate*", "iam:GetServiceLastAccessedDetails", "s3:ListBucket", "s3:GetObject"],
  Resource: "*",
});

const Answer = v.object({
  checks: v.array(v.looseObject({ state: v.string(), text: v.string(), detail: v.looseObject({ id: v.string() }) })),
});

describe.skipIf(missing)(`the commands for a deployed stack${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let aws: OfflineAws;
  let trail: CloudTrailClient;
  let iam: IAMClient;
  let s3: S3Client;
  let sns: SNSClient;
  let events: EventBridgeClient;

  async function findings(stack = STACK) {
    const { code, out, err } = await whittle("doctor", "--stack", stack, "--format", "json");
    expect(err).toBe("");
    const { checks } = v.parse(v.pipe(v.string(), v.parseJson(), Answer), out);
    return { code, wrong: checks.flatMap(({ state, detail }) => (state === "ok" ? [] : [detail.id])), checks };
  }

  beforeAll(async () => {
    aws = await startOfflineAws(given, ["--enforce-iam", "--time-scale", "0.001"]);
    vi.stubEnv("AWS_ENDPOINT_URL", aws.endpoint);
    vi.stubEnv("AWS_REGION", REGION);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "operator");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "operator");
    const settings = operator(aws.endpoint);
    [trail, iam, s3, sns] = [new CloudTrailClient(settings), new IAMClient(settings), new S3Client(settings), new SNSClient(settings)];
    events = new EventBridgeClient(settings);
    await describeToCloudFormation(aws, STACK, given);
    // The offline AWS makes every table without them.
    await setBackups(true);
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await trail.send(new CreateTrailCommand({ Name: "main", S3BucketName: BUCKET, IsMultiRegionTrail: true }));
    await trail.send(new StartLoggingCommand({ Name: "main" }));
    const AssumeRolePolicyDocument = trust("access-analyzer.amazonaws.com");
    await iam.send(new CreateRoleCommand({ Path: "/service-role/", RoleName, AssumeRolePolicyDocument }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "ReadTrail", PolicyDocument: READ_TRAIL }));
    await createInstanceRole(iam, ROLE, { "whittle:review": "on" });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await aws.stop();
  });

  test("finds nothing to do in a good stack", async () => {
    const { code, wrong } = await findings();
    expect([wrong, code]).toEqual([[], 0]);
  });

  const subscription = async (TopicArn: string) =>
    (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions?.[0]?.SubscriptionArn;
  const deny = document({ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${BUCKET}/*` });
  const broken: readonly [string, () => Promise<unknown>, () => Promise<unknown>, string][] = [
    [
      "the trail stopped",
      () => trail.send(new StopLoggingCommand({ Name: "main" })),
      () => trail.send(new StartLoggingCommand({ Name: "main" })),
      "not-logging",
    ],
    [
      "the trail was cut down to one region",
      () => trail.send(new UpdateTrailCommand({ Name: "main", IsMultiRegionTrail: false })),
      () => trail.send(new UpdateTrailCommand({ Name: "main", IsMultiRegionTrail: true })),
      "one-region",
    ],
    [
      "the access role lost its rights",
      () => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "ReadTrail" })),
      () => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "ReadTrail", PolicyDocument: READ_TRAIL })),
      "access-role-lacks",
    ],
    [
      "the access role trusts another service",
      () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust("ec2.amazonaws.com") })),
      () => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust("access-analyzer.amazonaws.com") })),
      "access-role-untrusting",
    ],
    [
      "the bucket denies reading",
      () => s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: deny })),
      () => s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET })),
      "bucket-denies",
    ],
    [
      "no role is tagged",
      () => iam.send(new UntagRoleCommand({ RoleName: ROLE, TagKeys: ["whittle:review"] })),
      () => iam.send(new TagRoleCommand({ RoleName: ROLE, Tags: [{ Key: "whittle:review", Value: "on" }] })),
      "no-role-tagged",
    ],
    [
      "nobody hears of failures",
      async () => sns.send(new UnsubscribeCommand({ SubscriptionArn: await subscription(aws.outputs.AlarmTopicArn ?? "") })),
      () => sns.send(new SubscribeCommand({ TopicArn: aws.outputs.AlarmTopicArn, Protocol: "email", Endpoint: "operator@example.com" })),
      "not-subscribed",
    ],
  ];
  async function setSchedule(State: "ENABLED" | "DISABLED"): Promise<void> {
    const scheduler = new SchedulerClient(operator(aws.endpoint));
    const { Name, GroupName, ScheduleExpression, FlexibleTimeWindow, Target } = await scheduler.send(
      new GetScheduleCommand({ Name: aws.outputs.ScheduleName }),
    );
    await scheduler.send(new UpdateScheduleCommand({ Name, GroupName, ScheduleExpression, FlexibleTimeWindow, Target, State }));
  }
  /** As the remedy does it. */
  async function turnWatchOn(): Promise<void> {
    const Name = aws.outputs.DeniedCallRuleName;
    const { EventPattern } = await events.send(new DescribeRuleCommand({ Name }));
    await events.send(new PutRuleCommand({ Name, EventPattern, State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" }));
  }
  async function setBackups(PointInTimeRecoveryEnabled: boolean): Promise<void> {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled };
    const command = new UpdateContinuousBackupsCommand({ TableName: aws.outputs.ReviewTableName, PointInTimeRecoverySpecification });
    await new DynamoDBClient(operator(aws.endpoint)).send(command);
  }
  const parts: typeof broken = [
    ["the schedule was turned off by hand", () => setSchedule("DISABLED"), () => setSchedule("ENABLED"), "schedule-turned-off"],
    [
      "the rule of denied calls was turned off",
      () => events.send(new DisableRuleCommand({ Name: aws.outputs.DeniedCallRuleName })),
      () => turnWatchOn(),
      "watch-off",
    ],
    ["the record's backups were turned off", () => setBackups(false), () => setBackups(true), "record-not-backed-up"],
  ];
  test.each([...broken, ...parts])("names what is wrong where %s", async (_, breakIt, mendIt, id) => {
    await breakIt();
    const { code, wrong } = await findings();
    await mendIt();
    expect([wrong, code]).toEqual([[id], 1]);
  });

  test.each([
    ["TrailArn", `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/gone`, "trail-missing"],
    ["AccessRoleArn", `arn:aws:iam::${ACCOUNT}:role/gone`, "access-role-missing"],
    ["ExcludedRoles", "Instance*", "role-ineligible"],
  ])("names what is wrong where %s is %s", async (name, value, id) => {
    await describeToCloudFormation(aws, `wrong-${name}`, { ...given, [name]: value });
    const { code, wrong } = await findings(`wrong-${name}`);
    expect(code).toBe(1);
    expect(wrong).toContain(id);
  });

  test("says which check the caller's rights do not allow", async () => {
    await aws.control("inject", { service: "cloudtrail", action: "GetTrailStatus", code: "AccessDeniedException", times: 1, status: 400 });
    const { code, wrong, checks } = await findings();
    expect([wrong, code]).toEqual([["unchecked"], 3]);
    expect(checks.find(({ state }) => state === "unknown")?.text).toContain("cloudtrail:GetTrailStatus");
  });

  test("starts a dry run of a role by hand, and lists and shows its review", async () => {
    const started = await whittle("start", ROLE, "--dry-run", "--stack", STACK, "--format", "json");
    expect(JSON.parse(started.out)).toMatchObject({
      executionArn: expect.stringMatching(/:by-hand-\d{8}T\d{6}Z-\w{6}$/),
      input: { roleNames: [ROLE], dryRun: true },
    });
    const review = await until("the end of the dry run", async () => {
      const { out } = await whittle("list", "--stack", STACK, "--format", "json");
      const listed = out === "" ? undefined : JSON.parse(out);
      return ["settled", "failed"].includes(listed?.status) ? listed : undefined;
    });
    expect(review).toMatchObject({ role: { name: ROLE }, dryRun: true, failure: null });
    const shown = await whittle("show", ROLE, "--stack", STACK);
    expect([shown.code, shown.err]).toEqual([0, ""]);
    expect(shown.out).toContain(review.id);
  });

  test("names what was deleted by hand", async () => {
    await new SFNClient(operator(aws.endpoint)).send(new DeleteStateMachineCommand({ stateMachineArn: aws.outputs.RoleRestoreArn }));
    await sns.send(new DeleteTopicCommand({ TopicArn: aws.outputs.AlarmTopicArn }));
    const { code, wrong } = await findings();
    expect([wrong, code]).toEqual([["topic-lost", "machine-lost"], 1]);
  });

  test("one line says that there is no such stack", async () => {
    const { code, err } = await whittle("doctor", "--stack", "none");
    expect(code).toBe(2);
    expect(err).toMatch(/^whittle: stack none: there is none\. .*\n$/);
  });
});
