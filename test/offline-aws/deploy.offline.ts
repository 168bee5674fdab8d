import { type SpawnSyncReturns, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudTrailClient, CreateTrailCommand } from "@aws-sdk/client-cloudtrail";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ROOT } from "#test/cli/whittle.ts";
import { ACCOUNT, type OfflineAws, offlineAwsMissing, operator, REGION, startOfflineAws } from "./offline-aws.ts";

const missing = offlineAwsMissing();
const TRAIL = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main`;
const BUCKET = `whittle-code-${ACCOUNT}-${REGION}`;

describe.skipIf(missing)(`deploying without the SAM CLI${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let aws: OfflineAws;

  beforeAll(async () => {
    aws = await startOfflineAws({ TrailArn: TRAIL, TrailBucket: "trail-bucket" }, [], join(ROOT, "infra", "access-role.yaml"));
    const settings = operator(aws.endpoint);
    await new S3Client(settings).send(new CreateBucketCommand({ Bucket: "trail-bucket" }));
    await new CloudTrailClient(settings).send(
      new CreateTrailCommand({ Name: "main", S3BucketName: "trail-bucket", IsMultiRegionTrail: true }),
    );
  });
  afterAll(() => aws.stop());

  /** A role that Access Analyzer can't take. */
  async function roleOfAnother(): Promise<string> {
    const Statement = [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    const command = new CreateRoleCommand({ RoleName: "Another", AssumeRolePolicyDocument });
    return (await new IAMClient(operator(aws.endpoint)).send(command)).Role?.Arn ?? "";
  }

  /** A checkout whose template has all parameters and the table alone: CloudFormation here knows no SAM transform. */
  function checkout(): string {
    const root = mkdtempSync(join(tmpdir(), "whittle-checkout-"));
    const text = readFileSync(join(ROOT, "template.yaml"), "utf8");
    const section = (name: string) => new RegExp(`\\n${name}:\\n[\\s\\S]*?(?=\\n\\S)`).exec(text)?.[0] ?? "";
    const table = /\n {2}ReviewTable:\n[\s\S]*?(?=\n {2}\S|\n\n)/.exec(text)?.[0] ?? "";
    writeFileSync(join(root, "template.yaml"), `Description: a part${section("Parameters")}${section("Conditions")}\nResources:${table}\n`);
    return root;
  }

  /** Runs the script where no sam can be found; `typed` are the answers. */
  async function deploy(
    args: readonly string[],
    typed: readonly string[] = [],
  ): Promise<Pick<SpawnSyncReturns<string>, "status" | "stdout" | "stderr">> {
    const path = mkdtempSync(join(tmpdir(), "whittle-deploy-"));
    symlinkSync(process.execPath, join(path, "node"));
    const env = {
      PATH: path,
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_ACCESS_KEY_ID: "operator",
      AWS_SECRET_ACCESS_KEY: "operator",
      HOME: path,
    };
    const known = JSON.stringify(Object.keys(parse(readFileSync(join(ROOT, "template.yaml"), "utf8"), { logLevel: "silent" }).Parameters));
    const script = `import { deployWithoutSam } from "./scripts/deploy/without-sam.ts";
      process.exitCode = await deployWithoutSam(process.argv.slice(1), ${JSON.stringify(checkout())}, ${known});`;
    const run = ["--input-type=module", "-e", script, "--", "--region", REGION, ...args];
    const child = spawn(process.execPath, run, { cwd: ROOT, env });
    const out: string[] = [];
    const err: string[] = [];
    const left = [...typed];
    child.stdout.on("data", (chunk) => {
      out.push(String(chunk));
      if (!/: $/.test(String(chunk))) return;
      const answer = left.shift();
      if (answer === undefined) child.stdin.end();
      else child.stdin.write(`${answer}\n`);
    });
    child.stderr.on("data", (chunk) => err.push(String(chunk)));
    const status = await new Promise<number | null>((resolve) => child.once("exit", resolve));
    return { status, stdout: out.join(""), stderr: err.join("") };
  }

  test("asks at most eight questions, says at once what is wrong with an answer, and makes the stack", async () => {
    const role = aws.outputs.AccessRoleArn ?? "";
    const other = await roleOfAnother();
    const typed = ["1whittle", "whittle", "", "main", `${TRAIL}x`, TRAIL, "", `${role}x`, "MyRole", other, role, "approvers@example.com"];
    const { status, stdout, stderr } = await deploy([], [...typed, "", "Not_A_Bucket", ""]);
    expect([stderr, status]).toEqual(["", 0]);
    expect(stdout.match(/(?<=: {3})(?:its?|there) .*/g)).toEqual([
      "it must be letters, digits and hyphens, a letter first",
      "it must be the ARN of a trail: aws cloudtrail list-trails",
      "there is no such trail",
      "it is needed",
      "there is no such role: deploy infra/access-role.yaml first",
      "it must be the ARN of a role",
      "its trust policy does not let access-analyzer.amazonaws.com take it",
      "it must be the name of a bucket",
    ]);
    const asked = new Set([...stdout.matchAll(/^(?:.*: {2}.*)?([A-Z][^\n[]*?)(?: \[[^\]]*\])?: /gm)].map(([, about]) => about));
    expect(asked.size).toBeLessThanOrEqual(8);
    expect(stdout.trimEnd().split("\n").slice(-3)).toEqual([
      `  npx whittle doctor --stack whittle --region ${REGION}`,
      "  aws iam tag-role --role-name MyRole --tags Key=whittle:review,Value=on",
      `  npx whittle start MyRole --dry-run --stack whittle --region ${REGION}`,
    ]);
    const { Stacks: [stack] = [] } = await new CloudFormationClient(operator(aws.endpoint)).send(
      new DescribeStacksCommand({ StackName: "whittle" }),
    );
    const parameters = new Map(stack?.Parameters?.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]));
    expect([stack?.StackStatus, parameters.get("Evidence"), parameters.get("TrailArn"), parameters.get("AlarmEmail")]).toEqual([
      "CREATE_COMPLETE",
      "auto",
      TRAIL,
      "approvers@example.com",
    ]);
  });

  test("uploads the template under the hash of what it says", async () => {
    const { Contents = [] } = await new S3Client(operator(aws.endpoint)).send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(Contents.map(({ Key }) => Key)).toEqual([expect.stringMatching(/^whittle\/[0-9a-f]{64}\.yaml$/)]);
  });

  test("proposes the trail's bucket, names one that is not there, and deploys nothing where the answers end", async () => {
    const { status, stdout, stderr } = await deploy(["--stack", "other"], ["", "cloudtrail", "no-such-bucket"]);
    expect(stdout).toContain("S3 bucket that the trail writes to [trail-bucket]: ");
    expect(stdout).toContain("there is no such bucket");
    expect([status, stderr]).toEqual([1, "\nStopped. Nothing was deployed.\n"]);
  });

  test("with --yes an answer that is wrong ends it, and names the question", async () => {
    const { status, stderr } = await deploy(["--yes", "--stack", "other", "--parameter", "Evidence=auto"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^ARN of the role that reads the trail.*it is needed\n$/);
  });

  test("a parameter that the template does not have is refused before anything is asked", async () => {
    const { status, stdout, stderr } = await deploy(["--parameter", "Evidnce=auto"]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("the template has no such parameter");
  });
});
