import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from "@aws-sdk/client-cloudformation";
import { CloudTrailClient, GetTrailCommand, ListTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { GetRoleCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { deploymentChecks } from "../../scripts/deploy/checks.ts";
import { deployWithoutSam } from "../../scripts/deploy/without-sam.ts";

const [trails, iam, s3, cloudFormation] = [
  mockClient(CloudTrailClient),
  mockClient(IAMClient),
  mockClient(S3Client),
  mockClient(CloudFormationClient),
];
const ROLE = "arn:aws:iam::111122223333:role/service-role/Reads";
const TRAIL = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/main";
const refused = (name: string, message = "no") => Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 403 } });

beforeEach(() => {
  for (const mock of [trails, iam, s3, cloudFormation]) mock.reset();
});
afterEach(() => vi.restoreAllMocks());

describe("an answer is looked at in AWS:", () => {
  const checks = deploymentChecks({ region: "eu-central-1" });
  const trustOf = (service: string) =>
    encodeURIComponent(
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: `${service}.amazonaws.com` }, Action: "sts:AssumeRole" }],
      }),
    );
  const role = (Arn: string, service: string) => ({
    Role: { Path: "/", RoleName: "Reads", RoleId: "A", CreateDate: new Date(0), Arn, AssumeRolePolicyDocument: trustOf(service) },
  });

  test.each([
    ["is sound", ROLE, role(ROLE, "access-analyzer"), undefined],
    [
      "is one that Access Analyzer cannot take",
      ROLE,
      role(ROLE, "ec2"),
      "its trust policy does not let access-analyzer.amazonaws.com take it",
    ],
    [
      "stands in another path",
      ROLE,
      role("arn:aws:iam::111122223333:role/Reads", "access-analyzer"),
      "the ARN of the role with this name is arn:aws:iam::111122223333:role/Reads",
    ],
    ["is a user", "arn:aws:iam::111122223333:user/me", {}, "it must be the ARN of a role"],
    ["is of another service", "arn:aws:ssm:eu-central-1:111122223333:role/x", {}, "it must be the ARN of a role"],
  ])("an access role that %s", async (_, arn, answer, expected) => {
    iam.on(GetRoleCommand, { RoleName: "Reads" }).resolves(answer);
    expect(await checks.roleProblem(arn)).toBe(expected);
  });

  test("an access role that is not there, and one that may not be looked at", async () => {
    iam.on(GetRoleCommand).rejectsOnce(refused("NoSuchEntityException")).rejects(refused("AccessDenied"));
    expect(await checks.roleProblem(ROLE)).toBe("there is no such role: deploy infra/access-role.yaml first");
    expect(await checks.roleProblem(ROLE)).toMatch(/not|may/);
  });

  test("a trail that is there, is not, or is none", async () => {
    trails.on(GetTrailCommand, { Name: TRAIL }).resolvesOnce({}).rejects(refused("TrailNotFoundException"));
    expect(await checks.trailProblem(TRAIL)).toBeUndefined();
    expect(await checks.trailProblem(TRAIL)).toBe("there is no such trail");
    expect(await checks.trailProblem("main")).toBe("it must be the ARN of a trail: aws cloudtrail list-trails");
  });

  test("a trail's bucket of another account, which may not be seen, is taken; one that is not there is not", async () => {
    s3.on(HeadBucketCommand).rejectsOnce(refused("Forbidden")).rejectsOnce(refused("403")).rejects(refused("NotFound"));
    expect([await checks.trailBucketProblem("logs"), await checks.trailBucketProblem("logs")]).toEqual([undefined, undefined]);
    expect(await checks.trailBucketProblem("logs")).toBe("there is no such bucket");
  });

  test("a bucket for the code that is not there is made, and shut to the public", async () => {
    s3.on(HeadBucketCommand).rejects(refused("NotFound"));
    s3.on(CreateBucketCommand).resolves({});
    s3.on(PutPublicAccessBlockCommand).resolves({});
    expect(await checks.bucketProblem("code")).toBeUndefined();
    expect(s3.commandCalls(CreateBucketCommand).map(({ args }) => args[0].input)).toEqual([{ Bucket: "code" }]);
    expect(s3.commandCalls(PutPublicAccessBlockCommand)[0]?.args[0].input).toEqual({
      Bucket: "code",
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  test.each(["Forbidden", "403"])("a bucket for the code that is somebody else's (%s) is not taken, and none is made", async (name) => {
    s3.on(HeadBucketCommand).rejects(refused(name));
    expect(await checks.bucketProblem("code")).toMatch(/^a bucket of this name is somebody else's/);
    expect(s3.commandCalls(CreateBucketCommand)).toEqual([]);
  });

  test("a bucket that is there already is used as it is", async () => {
    s3.on(HeadBucketCommand).resolves({});
    expect(await checks.bucketProblem("code")).toBeUndefined();
    expect(s3.calls()).toHaveLength(1);
  });

  test("what is proposed is what the account has, and nothing where it may not be asked", async () => {
    const ask = () => Promise.all([checks.trail(), checks.bucketOf(TRAIL), checks.accessRole()]);
    trails.on(ListTrailsCommand).resolves({ Trails: [{ TrailARN: TRAIL }, { TrailARN: "other" }] });
    trails.on(GetTrailCommand, { Name: TRAIL }).resolves({ Trail: { S3BucketName: "logs" } });
    cloudFormation.on(DescribeStacksCommand, { StackName: "whittle-access" }).resolves({
      Stacks: [
        {
          StackName: "whittle-access",
          CreationTime: new Date(0),
          StackStatus: "CREATE_COMPLETE",
          Outputs: [
            { OutputKey: "Other", OutputValue: "x" },
            { OutputKey: "AccessRoleArn", OutputValue: ROLE },
          ],
        },
      ],
    });
    expect(await ask()).toEqual([TRAIL, "logs", ROLE]);
    trails.reset().onAnyCommand().rejects(refused("AccessDenied"));
    cloudFormation.reset().onAnyCommand().rejects(refused("AccessDenied"));
    expect(await ask()).toEqual(["", "", ""]);
    expect(await checks.bucketOf("")).toBe("");
  });

  test("the account is that of any of its roles", async () => {
    iam
      .on(ListRolesCommand)
      .resolvesOnce({ Roles: [role(ROLE, "ec2").Role] })
      .resolves({ Roles: [] });
    expect([await checks.account(), await checks.account()]).toEqual(["111122223333", undefined]);
  });
});

describe("npm run deploy without the SAM CLI", () => {
  const root = mkdtempSync(join(tmpdir(), "whittle-run-"));
  mkdirSync(join(root, "dist/one/data"), { recursive: true });
  writeFileSync(join(root, "dist/one/index.mjs"), "export {};");
  writeFileSync(join(root, "dist/one/data/more.json"), "{}");
  writeFileSync(join(root, "template.yaml"), "Resources:\n  One:\n    Properties:\n      CodeUri: dist/one\n");
  const known = ["Evidence", "TrailBucket", "TrailArn", "AccessRoleArn", "Email", "AlarmEmail", "TagKey", "WatchHours"];
  const lines: string[] = [];
  const faults: string[] = [];

  /** A stack of these parameters, or none, and a bucket that holds nothing yet. */
  function account(parameters: Readonly<Record<string, string>> | undefined) {
    const Stack = (StackStatus: "CREATE_COMPLETE" | "UPDATE_COMPLETE") => ({
      Stacks: [
        {
          StackName: "whittle",
          CreationTime: new Date(0),
          StackStatus,
          Parameters: Object.entries(parameters ?? {}).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
        },
      ],
    });
    let isExecuted = false;
    cloudFormation.on(DescribeStacksCommand).callsFake(() => {
      if (parameters === undefined && !isExecuted) throw refused("ValidationError", "Stack with id whittle does not exist");
      return Stack(isExecuted ? "UPDATE_COMPLETE" : "CREATE_COMPLETE");
    });
    cloudFormation.on(CreateChangeSetCommand).resolves({});
    cloudFormation.on(DescribeChangeSetCommand).resolves({ Status: "CREATE_COMPLETE" });
    cloudFormation.on(ExecuteChangeSetCommand).callsFake(() => {
      isExecuted = true;
      return {};
    });
    s3.on(HeadBucketCommand).resolves({});
    s3.on(HeadObjectCommand).rejects(refused("NotFound"));
    s3.on(PutObjectCommand).resolves({});
    iam.on(ListRolesCommand).resolves({});
    trails.on(ListTrailsCommand).resolves({});
    lines.length = 0;
    faults.length = 0;
    vi.spyOn(console, "log").mockImplementation((line: unknown) => void lines.push(String(line)));
    vi.spyOn(console, "error").mockImplementation((line: unknown) => void faults.push(String(line)));
  }

  const run = (...args: readonly string[]) => deployWithoutSam(["--yes", "--bucket", "code", ...args], root, known);
  const changeSet = () => cloudFormation.commandCalls(CreateChangeSetCommand)[0]?.args[0].input;

  test("makes a new stack from what it uploaded, each part under the hash of what is in it, the template last", async () => {
    account(undefined);
    expect(await run("--region", "eu-central-1", "--parameter", "TagKey=team=a")).toBe(0);
    const uploaded = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
    expect(uploaded.map(({ Bucket, Key }) => [Bucket, Key])).toEqual([
      ["code", expect.stringMatching(/^whittle\/[0-9a-f]{64}\.zip$/)],
      ["code", expect.stringMatching(/^whittle\/[0-9a-f]{64}\.yaml$/)],
    ]);
    expect(String(uploaded[1]?.Body)).toContain(`CodeUri: s3://code/${uploaded[0]?.Key}`);
    expect(changeSet()).toMatchObject({
      StackName: "whittle",
      ChangeSetType: "CREATE",
      TemplateURL: `https://code.s3.eu-central-1.amazonaws.com/${uploaded[1]?.Key}`,
      Parameters: expect.arrayContaining([
        { ParameterKey: "TagKey", ParameterValue: "team=a" },
        { ParameterKey: "Evidence", ParameterValue: "last-accessed" },
      ]),
      // Roles, roles with names of their own, and the SAM transform.
      Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    });
    expect(lines.join("\n")).toContain("Creating the stack whittle.");
    expect(lines.join("\n")).toContain("--tags Key=team=a,Value=on");
  });

  test("keeps what the stack has, takes what is given before it, and uploads nothing twice", async () => {
    account({ Evidence: "last-accessed", Email: "a@example.com", TagKey: "team", WatchHours: "24" });
    s3.on(HeadObjectCommand).resolves({});
    expect(await run("--region", "cn-north-1", "--parameter", "WatchHours=48")).toBe(0);
    expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
    expect(changeSet()).toMatchObject({
      ChangeSetType: "UPDATE",
      TemplateURL: expect.stringMatching(/^https:\/\/code\.s3\.cn-north-1\.amazonaws\.com\.cn\//),
    });
    const given = Object.fromEntries((changeSet()?.Parameters ?? []).map(({ ParameterKey, ...rest }) => [ParameterKey, rest]));
    expect(given).toMatchObject({
      WatchHours: { ParameterValue: "48" },
      TagKey: { ParameterValue: "team" },
      Email: { ParameterValue: "a@example.com" },
      AlarmEmail: { ParameterValue: "a@example.com" },
    });
    expect(lines.join("\n")).toContain("Updating the stack whittle.");
  });

  test.each([
    [
      "a parameter that there is not",
      ["--region", "eu-central-1", "--parameter", "Tagkey=x"],
      "--parameter Tagkey=x: the template has no such parameter",
    ],
    [
      "an answer that is wrong",
      ["--region", "eu-central-1", "--parameter", "Email=me"],
      "E-mail address of the approvers: me: that is no e-mail address",
    ],
  ])("ends at %s, with exit code 1, and changes nothing", async (_, args, told) => {
    account(undefined);
    expect(await run(...args)).toBe(1);
    expect(faults.join("\n")).toContain(told);
    expect([cloudFormation.commandCalls(CreateChangeSetCommand), s3.commandCalls(PutObjectCommand)]).toEqual([[], []]);
  });

  test("says with exit code 1 why an upload was refused", async () => {
    account(undefined);
    s3.on(HeadObjectCommand).rejects(refused("Forbidden"));
    expect(await run("--region", "eu-central-1")).toBe(1);
    expect(cloudFormation.commandCalls(CreateChangeSetCommand)).toEqual([]);
  });
});
