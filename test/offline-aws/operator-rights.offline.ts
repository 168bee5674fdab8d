import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { whittle } from "#test/cli/in-process.ts";
import { temporaryFolder } from "#test/cli/whittle.ts";
import { attach, createInstanceRole, GENERATED, roleArn, SSM_CORE } from "./account.ts";
import { turnBackupsOn } from "./backups.ts";
import { describeToCloudFormation } from "./cloudformation.ts";
import { ACCOUNT, offlineAwsMissing, operator, REGION } from "./offline-aws.ts";
import { linkIn, press } from "./page.ts";
import { parameters } from "./parameters.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

/** A transaction needs the right to each of its writes (DynamoDB Developer Guide, "IAM with transactions"). */
const WRITES: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

function actionsOf({ service, action, params }: Awaited<ReturnType<DeployedStack["calls"]>>[number]): readonly string[] {
  const { TransactItems } = params;
  if (!Array.isArray(TransactItems)) return [`${service}:${action}`];
  return TransactItems.flatMap((item) => Object.keys(item)).map((kind) => `${service}:${WRITES[kind]}`);
}

/** Passing a role is no call. The two others look up a restore that runs, which here may or may not. */
const NOT_ALWAYS_CALLED = ["iam:PassRole", "dynamodb:BatchGetItem", "states:DescribeExecution"];

const missing = offlineAwsMissing();
/** As the offline AWS deploys it: doctor finds the stack by this name among the marks of all stacks. */
const STACK = "stack";
const RoleName = `AccessAnalyzerMonitorServiceRole_Whittle_${REGION}`;
const settings = { ScheduleState: "ENABLED", AuditTrail: "on", Email: "approver@example.com", AlarmEmail: "operator@example.com" };

/** What docs/operators.md says that each command needs, by the command's words. */
const [ofEach = [], ...documented] = tableOf(readFileSync("docs/operators.md", "utf8"), "Rights of the commands");

function tableOf(text: string, heading: string): (readonly string[])[] {
  const [section = ""] = new RegExp(`## ${heading}\\n[\\s\\S]*?(?=\\n## )`).exec(text) ?? [];
  const rows = [...section.matchAll(/^\| (.*?) \| (.*) \|$/gm)].slice(1);
  return rows.map(([, command = "", needs = ""]) => [
    command.replaceAll("`", ""),
    ...[...needs.matchAll(/`([^`]+)`/g)].map(([, action = ""]) => action),
  ]);
}
const rights = new Map(documented.map(([command = "", ...actions]) => [command, [...ofEach.slice(1), ...actions]]));

describe.skipIf(missing)(`the rights that the commands need${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let people = 0;

  const WORDS: Readonly<Record<string, readonly string[]>> = {
    "whittle doctor": ["doctor", "--format", "json"],
    "whittle start": ["start", "Nobody", "--dry-run"],
    "whittle list": ["list"],
    "whittle show": ["show", "WatchedRole"],
    "whittle report": ["report", join(temporaryFolder(), "report.html")],
    "whittle approve": ["approve", "WaitingRole"],
    "whittle restore": ["restore", "WatchedRole", "--action", "logs:DeleteLogGroup"],
    "whittle audit": ["audit"],
    "whittle audit verify": ["audit", "verify"],
    "whittle uninstall": ["uninstall", "--yes"],
  };
  /** `whittle approve` says where a link stack decides, and ends with 1. */
  const CODES: Readonly<Record<string, number>> = { "whittle approve": 1 };

  /** Runs a command as somebody who may make these calls and no others. */
  async function runAs(command: string, actions: readonly string[]) {
    people += 1;
    const name = `Person${people}`;
    const trust = { Statement: [{ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" }], Version: "2012-10-17" };
    await stack.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] };
    await stack.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "Given", PolicyDocument: JSON.stringify(document) }));
    vi.stubEnv("AWS_ACCESS_KEY_ID", `as-${name}`);
    const ended = await whittle(...(WORDS[command] ?? []), "--stack", STACK);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "operator");
    const calls = (await stack.calls()).filter(({ role }) => role?.endsWith(`/${name}`));
    return {
      ...ended,
      called: [...new Set(calls.flatMap(actionsOf))],
      denied: calls.flatMap(({ denied, service, action }) => (denied ? [`${service}:${action}`] : [])),
    };
  }

  async function setTrailUp(): Promise<void> {
    const access = operator(stack.aws.endpoint);
    const trail = new CloudTrailClient(access);
    await new S3Client(access).send(new CreateBucketCommand({ Bucket: "trail-bucket" }));
    const { KeyMetadata } = await new KMSClient(access).send(new CreateKeyCommand({}));
    await trail.send(
      new CreateTrailCommand({ Name: "main", S3BucketName: "trail-bucket", IsMultiRegionTrail: true, KmsKeyId: KeyMetadata?.Arn }),
    );
    await trail.send(new StartLoggingCommand({ Name: "main" }));
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "access-analyzer.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    await stack.iam.send(new CreateRoleCommand({ Path: "/service-role/", RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["cloudtrail:GetTrail", "kms:Decrypt", "iam:*", "s3:*"], Resource: "*" }],
    });
    await stack.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "ReadTrail", PolicyDocument }));
    await attach(stack.iam, RoleName, SSM_CORE);
  }

  /** Each run of the command that got as far as starting one has started a restore. */
  async function restoresHaveEnded(): Promise<true | undefined> {
    const listing = new ListExecutionsCommand({ stateMachineArn: stack.output("RoleRestoreArn") });
    const { executions = [] } = await new SFNClient(operator(stack.aws.endpoint)).send(listing);
    return executions.length > 0 && executions.every(({ status }) => status !== "RUNNING") ? true : undefined;
  }

  const open = async (role: string) => (await stack.store.open()).find(({ roleName }) => roleName === role);

  beforeAll(async () => {
    stack = await deployStack(settings);
    vi.stubEnv("AWS_ENDPOINT_URL", stack.aws.endpoint);
    vi.stubEnv("AWS_REGION", REGION);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "operator");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "operator");
    await describeToCloudFormation(stack.aws, STACK, { ...parameters, ...settings });
    await setTrailUp();
    await turnBackupsOn(stack.aws);
    for (const role of ["WaitingRole", "WatchedRole", "RehearsedRole"]) {
      const rehearsed = role === "RehearsedRole" ? { "whittle:rehearsal-days": "7" } : {};
      await createInstanceRole(stack.iam, role, { "whittle:review": "on", "offline:used": "ssm logs", ...rehearsed });
      await stack.aws.control("aa/script", { principal_arn: roleArn(role), polls: 1, policies: [GENERATED] });
    }
    await stack.ended(await stack.startCycle({}), 120);
    for (const role of ["WatchedRole", "RehearsedRole"]) {
      const request = await until(
        `a request about ${role}`,
        async () => (await stack.messages()).find(({ subject }) => subject.includes(role))?.message,
      );
      expect((await press(linkIn(request), "approve", "")).status).toBe(200);
    }
    await until("the watch", async () => ((await open("WatchedRole"))?.status === "applied" ? true : undefined));
    await until("the rehearsal", async () => ((await open("RehearsedRole"))?.status === "rehearsing" ? true : undefined));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await stack.aws.stop();
  });

  test("docs/operators.md names those of every command for a stack", () => {
    expect([...rights.keys()]).toEqual(Object.keys(WORDS));
  });

  test.each(Object.keys(WORDS).filter((command) => command !== "whittle uninstall"))(
    "%s: what is written suffices, and nothing less",
    async (command) => {
      const needed = rights.get(command) ?? [];
      // What the restore before it writes reaches the audit trail a moment later.
      const isThrough = ({ code }: Awaited<ReturnType<typeof runAs>>) => code === 0 || command !== "whittle audit verify";
      const { code, err, denied } = await until(`the answer of ${command}`, async () => {
        const answer = await runAs(command, needed);
        return isThrough(answer) ? answer : undefined;
      });
      expect([denied, err, code]).toEqual([[], "", CODES[command] ?? 0]);
      for (const action of needed) {
        const less = await runAs(
          command,
          needed.filter((each) => each !== action),
        );
        expect(less.code, `without ${action}`).not.toBe(CODES[command] ?? 0);
        expect(`${less.out}${less.err}`, `without ${action}`).toContain(action);
      }
      // The record must not change under what the next command compares with the trail.
      if (command === "whittle restore") await until("the end of the restores", restoresHaveEnded);
    },
  );

  test("whittle uninstall: without the right to turn the schedule off, nothing has ended", async () => {
    const needed = rights.get("whittle uninstall") ?? [];
    for (const action of ["iam:PassRole", "scheduler:UpdateSchedule"]) {
      const { code, err } = await runAs(
        "whittle uninstall",
        needed.filter((each) => each !== action),
      );
      expect([code, (await stack.store.open()).length]).toEqual([2, 3]);
      expect(err).toContain(action);
    }
  });

  test("whittle uninstall: what is written suffices, and is what it calls", async () => {
    const needed = rights.get("whittle uninstall") ?? [];
    const { code, err, denied, called } = await runAs("whittle uninstall", needed);
    expect([denied, err, code]).toEqual([[], "", 0]);
    const always = (actions: readonly string[]) => actions.filter((action) => !NOT_ALWAYS_CALLED.includes(action)).toSorted();
    expect(always(called)).toEqual(always(needed));
  });
});
