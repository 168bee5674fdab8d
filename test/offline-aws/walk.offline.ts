import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { GetRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "#test/cli/whittle.ts";
import { attachedTo, createInstanceRole, GENERATED, LOGS_FULL, roleArn } from "./account.ts";
import { turnBackupsOn } from "./backups.ts";
import { describeToCloudFormation } from "./cloudformation.ts";
import { ACCOUNT, offlineAwsMissing, REGION } from "./offline-aws.ts";
import { linkIn, press } from "./page.ts";
import { parameters } from "./parameters.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const BUCKET = "trail-bucket";
const COPIES = "audit-bucket";
const given = { AuditTrail: "on", AuditBucket: COPIES, Email: "approvers@example.com", AlarmEmail: "operators@example.com" };

/** The fenced commands of docs/operators.md, as they stand there, a line each. */
const COMMANDS = [...readFileSync(join(ROOT, "docs/operators.md"), "utf8").matchAll(/```\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
  block
    .replaceAll(/\\\n\s*/g, " ")
    .replaceAll(/,\n\s+/g, ", ")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== ""),
);

describe.skipIf(missing)(`docs/operators.md, followed from the first day to the last${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let folder: string;
  const left = [...COMMANDS];

  /** Runs the document's next commands of this beginning, with what the reader is to fill in. The ones before it were run. */
  async function follow(beginning: string, filled: Readonly<Record<string, string>> = {}) {
    const command = left.shift() ?? "";
    expect(command.slice(0, beginning.length)).toBe(beginning);
    const whole = Object.entries(filled).reduce((text, [name, value]) => text.replaceAll(name, value), command);
    return await run(whole);
  }

  async function run(command: string): Promise<{ readonly code: number | null; readonly out: string }> {
    const env = {
      ...process.env,
      PATH: [join(folder, "bin"), process.env.PATH].join(delimiter),
      AWS_ENDPOINT_URL: stack.aws.endpoint,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_ACCESS_KEY_ID: "operator",
      AWS_SECRET_ACCESS_KEY: "operator",
      AWS_PAGER: "",
    };
    const child = spawn("sh", ["-c", command], { cwd: folder, env });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (out += String(chunk)));
    child.stdin.end();
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, out };
  }

  const approvals = async (subject: RegExp) =>
    (await stack.messages()).find((message) => subject.test(message.subject) && message.topic === stack.output("ApprovalTopicArn"));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "whittle-walk-"));
    for (const name of ["bin", "infra"]) mkdirSync(join(folder, name));
    const accessRole = readFileSync(join(ROOT, "infra/access-role.yaml"), "utf8");
    // CloudFormation of the offline AWS takes no policy that a condition leaves out.
    writeFileSync(join(folder, "infra/access-role.yaml"), accessRole.replace(/\n {8}- !If\n {10}- HasKey\n[\s\S]*?!Ref AWS::NoValue/, ""));
    writeFileSync(join(folder, "bin", "whittle"), `#!/bin/sh\nexec "${process.execPath}" "${ROOT}/cli/whittle.js" "$@"\n`);
    chmodSync(join(folder, "bin", "whittle"), 0o755);
    stack = await deployStack({ ...given, WatchHours: "720" }, ["--stack", "whittle"]);
    await describeToCloudFormation(stack.aws, "whittle", { ...parameters, ...given });
    await turnBackupsOn(stack.aws);
    const settings = {
      endpoint: stack.aws.endpoint,
      region: REGION,
      credentials: { accessKeyId: "operator", secretAccessKey: "operator" },
    };
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    for (const Bucket of [BUCKET, COPIES]) await s3.send(new CreateBucketCommand({ Bucket }));
    const trail = new CloudTrailClient(settings);
    await trail.send(new CreateTrailCommand({ Name: "main", S3BucketName: BUCKET, IsMultiRegionTrail: true }));
    await trail.send(new StartLoggingCommand({ Name: "main" }));
    await createInstanceRole(stack.iam, "MyRole", {});
    await stack.aws.control("aa/script", { principal_arn: roleArn("MyRole"), polls: 1, policies: [GENERATED] });
  });
  afterAll(() => stack.aws.stop());

  test("the access role is made, and its output can be read", async () => {
    const made = await follow("aws cloudformation deploy --stack-name whittle-access", {
      "=ARN": `=${parameters.TrailArn}`,
      "=NAME": `=${BUCKET}`,
    });
    expect(made, made.out).toMatchObject({ code: 0 });
    // The offline AWS tells no outputs of a stack that a change set made.
    expect(await follow("aws cloudformation describe-stacks")).toMatchObject({ code: 0 });
    const name = parameters.AccessRoleArn.split("/").at(-1);
    const { Role } = await stack.iam.send(new GetRoleCommand({ RoleName: name }));
    expect(Role?.Arn).toBe(parameters.AccessRoleArn);
    // Its CloudFormation keeps a role's policies as no JSON, and its IAM cannot list them.
    const Actions = ["cloudtrail:GetTrail", "iam:Generate*", "iam:GetServiceLastAccessedDetails", "s3:ListBucket", "s3:GetObject"];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: Actions, Resource: "*" }] });
    await stack.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "ReadTrail", PolicyDocument }));
    // The offline AWS has made the stack already: its CloudFormation knows no SAM transform.
    expect(left.splice(0, 2)).toEqual(["npm ci", "npm run deploy"]);
  });

  test("the check says what is still to do, and nothing else", async () => {
    await stack.aws.control("sns/confirm");
    const { code, out } = await run("whittle doctor --stack whittle");
    expect(code, out).toBe(1);
    expect(out.match(/^to do\s+\S.*/gm)?.map((line) => line.split(/\s+/)[2])).toEqual(["roles", "schedule"]);
    expect(out).not.toMatch(/^\?/m);
  });

  test("a role is tagged, and the dry run reports its proposal", async () => {
    expect(await follow("aws iam tag-role")).toMatchObject({ code: 0 });
    const started = await follow("whittle start --dry-run");
    expect(started, started.out).toMatchObject({ code: 0 });
    await until("the proposal of the dry run", () => approvals(/^Dry run: /), 200);
    expect(await attachedTo(stack.iam, "MyRole")).toHaveLength(2);
  });

  test("the role is reviewed, approved and changed", async () => {
    expect(left.splice(0, 3)).toEqual(["git pull", "npm ci", "npm run deploy -- --stack whittle --yes"]);
    await stack.aws.control("aa/script", { principal_arn: roleArn("MyRole"), polls: 1, policies: [GENERATED] });
    const started = await run("whittle start MyRole");
    expect(started, started.out).toMatchObject({ code: 0 });
    const request = await until("the request", () => approvals(/^Approve\? /), 200);
    await press(linkIn(request.message), "approve", "");
    await until("the change", () => approvals(/^Applied: /), 200);
    expect((await attachedTo(stack.iam, "MyRole")).map(({ arn }) => arn)).not.toContain(LOGS_FULL);
  });

  test("the audit trail is listed and verified, and its copy too", async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const listed = await follow("whittle audit --stack whittle", { "2026-11-01": yesterday });
    expect(listed, listed.out).toMatchObject({ code: 0 });
    expect(listed.out).toContain("MyRole");
    const verified = await follow("whittle audit verify");
    expect(verified, verified.out).toMatchObject({ code: 0 });
    const copied = await follow("aws s3 cp", { "BUCKET/ACCOUNT/REGION/STACK": `${COPIES}/${ACCOUNT}/${REGION}/whittle` });
    expect(copied, copied.out).toMatchObject({ code: 0 });
    const key = await follow("aws kms get-public-key", { KEY_ARN: stack.output("AuditKeyArn") });
    expect(key, key.out).toMatchObject({ code: 0 });
    const held = await follow("whittle audit verify --folder");
    expect(held, held.out).toMatchObject({ code: 0 });
  });

  test("the role is restored", async () => {
    const { out } = await run("whittle show MyRole --stack whittle --format json");
    const reviewId = /"id": ?"([^"]+)"/.exec(out)?.[1] ?? "";
    const started = await follow("aws stepfunctions start-execution", {
      "-arn ARN": `-arn ${stack.output("RoleRestoreArn")}`,
      "…": reviewId,
    });
    expect(started, started.out).toMatchObject({ code: 0 });
    await until("the end of the restore", () => approvals(/^Restored: /), 120);
    expect((await attachedTo(stack.iam, "MyRole")).map(({ arn }) => arn)).toContain(LOGS_FULL);
  });

  test("what runs is ended, the stack deleted", async () => {
    // Permission sets are reviewed from exports, without the stack.
    expect(left.shift()).toMatch(/^npx whittle review .* --permission-set/);
    const subscribed = await follow("aws sns subscribe", { APPROVAL_TOPIC_ARN: stack.output("ApprovalTopicArn") });
    expect(subscribed, subscribed.out).toMatchObject({ code: 0 });
    // A deployment, as above.
    expect(left.shift()).toMatch(/^npm run deploy -- --yes --parameter "ApproversOf=/);
    const owned = await follow("aws iam tag-role --role-name MyRole");
    expect(owned, owned.out).toMatchObject({ code: 0 });
    // It asks a person at a terminal; here it says what it would end, and how to.
    const asked = await follow("whittle uninstall --stack whittle");
    expect(asked, asked.out).toMatchObject({ code: 3 });
    const [, toEnd = ""] = /^Nothing was ended. To end it: (.*)$/m.exec(asked.out) ?? [];
    const ended = await run(toEnd);
    expect(ended, ended.out).toMatchObject({ code: 0 });
    const deleting = ended.out.match(/^\s+aws cloudformation .*/gm)?.map((line) => line.trim());
    expect(deleting?.length).toBeGreaterThan(0);
    for (const beginning of ["aws cloudformation delete-stack", "aws cloudformation wait"]) {
      const deleted = await follow(beginning);
      expect(deleted, deleted.out).toMatchObject({ code: 0 });
    }
  });

  test("no command is left but those that import the record, which the offline AWS cannot", () => {
    expect(left.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      "aws cloudformation create-change-set",
      "aws cloudformation wait",
      "aws cloudformation execute-change-set",
      "aws cloudformation wait",
    ]);
  });
});
