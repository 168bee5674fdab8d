import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "#test/cli/whittle.ts";
import { packageFor } from "../../scripts/deploy/package.ts";
import { type Ask, askAll } from "../../scripts/deploy/questions.ts";

/** Runs the script where the only other command that can be found is this one. */
function deploy(commands: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "whittle-deploy-"));
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return spawnSync(process.execPath, ["scripts/deploy.ts", ...args], { cwd: ROOT, encoding: "utf8", env: { PATH: folder } });
}

test("without the SAM CLI it deploys with CloudFormation, and says in one line what it lacks for that", () => {
  const { status, stdout, stderr } = deploy({});
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toBe("No AWS region is set. Name one: npm run deploy -- --region REGION\n");
});

test("without the SAM CLI it names its options, and an option that it does not know in one line", () => {
  const { status, stdout } = deploy({}, "--help");
  expect(status).toBe(0);
  for (const option of ["--stack", "--region", "--bucket", "--parameter", "--yes"]) expect(stdout).toContain(`  ${option}`);
  expect(deploy({}, "--yse")).toMatchObject({ status: 1, stderr: "Unknown option '--yse'. See: npm run deploy -- --help\n" });
});

describe("the package for CloudFormation", () => {
  const root = mkdtempSync(join(tmpdir(), "whittle-package-"));
  const BUNDLE = { "index.mjs": "export const handler = async () => ({});\n".repeat(50), "generated/größe.json": '{"größe":"日本"}' };
  for (const [, path = ""] of readFileSync(join(ROOT, "template.yaml"), "utf8").matchAll(/CodeUri: (\S+)/g)) {
    for (const [name, text] of Object.entries(BUNDLE)) {
      mkdirSync(dirname(join(root, path, name)), { recursive: true });
      writeFileSync(join(root, path, name), text);
    }
  }
  cpSync(join(ROOT, "statemachine"), join(root, "statemachine"), { recursive: true });
  cpSync(join(ROOT, "template.yaml"), join(root, "template.yaml"));
  const { artifacts, template } = packageFor("code-bucket", root);

  test("names an artifact for every function and state machine, and is otherwise the template", () => {
    const lines = readFileSync(join(ROOT, "template.yaml"), "utf8").split("\n");
    const keys = new Set(artifacts.map(({ key }) => `s3://code-bucket/${key}`));
    const changed = template.body
      .toString()
      .split("\n")
      .filter((line, at) => line !== lines[at]);
    expect(changed).toHaveLength(lines.filter((line) => /(CodeUri|DefinitionUri): /.test(line)).length);
    expect(changed.filter((line) => !keys.has(line.trim().split(": ")[1] ?? ""))).toEqual([]);
    expect(packageFor("code-bucket", root).template.key).toBe(template.key);
  });

  const hasPython = spawnSync("python3", ["-c", "import zipfile"]).status === 0;
  test.skipIf(!hasPython)("its archives hold what was built, as another program reads them (skipped where Python is not installed)", () => {
    const archive = join(root, "bundle.zip");
    writeFileSync(archive, artifacts.find(({ key }) => key.endsWith(".zip"))?.body ?? "");
    const read =
      "import json, sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(json.dumps({n: z.read(n).decode() for n in z.namelist()}))";
    expect(JSON.parse(spawnSync("python3", ["-c", read, archive], { encoding: "utf8" }).stdout)).toEqual(BUNDLE);
  });
});

test("it tells what every parameter is for before the SAM CLI asks for it by its name, and ends as that does", () => {
  const { status, stdout } = deploy({ sam: '[ "$1" = "--version" ] || { echo "asked: $*"; exit 3; }' });
  const template = readFileSync(join(ROOT, "template.yaml"), "utf8");
  const [, parameters = ""] = /\nParameters:\n([\s\S]*?)\n\S/.exec(template) ?? [];
  const names = [...parameters.matchAll(/^ {2}(\w+):$/gm)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !stdout.includes(`\n  ${name} (`))).toEqual([]);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(stdout.trimEnd()).toMatch(/\nasked: deploy --guided --stack-name whittle$/);
  expect(status).toBe(3);
});

describe("the questions of a deployment", () => {
  const TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main";
  const ROLE = "arn:aws:iam::111122223333:role/service-role/Reads";
  const OTHERS = { Email: "", AlarmEmail: "" };
  const checks = (trail: string) => ({
    account: async () => "111122223333",
    trail: async () => trail,
    bucketOf: async (arn: string) => (arn === "" ? "" : "logs"),
    accessRole: async () => "",
    trailProblem: async () => undefined,
    roleProblem: async () => undefined,
    trailBucketProblem: async (bucket: string) => (bucket === "logs" ? undefined : "there is no such bucket"),
    bucketProblem: async () => undefined,
  });

  /** The proposed answers, but those that are typed; whatever is wrong with one ends it. */
  async function answered(given: Readonly<Record<string, string>>, trail: string, typed: readonly (readonly [RegExp, string])[] = []) {
    const ask = async ({ about, value, problem }: Parameters<Ask>[0]) => {
      const answer = typed.find(([question]) => question.test(about))?.[1] ?? value;
      const wrong = await problem?.(answer);
      if (wrong !== undefined) throw new Error(`${about}: ${wrong}`);
      return answer;
    };
    const context = { stack: "whittle", region: "eu-west-1", bucket: undefined, given: async () => given };
    return (await askAll(ask, checks(trail), context)).parameters;
  }

  test.each([
    ["the log files of a trail", { Evidence: "cloudtrail", TrailBucket: "logs", TrailArn: "", AccessRoleArn: "" }],
    ["IAM's reports", { Evidence: "last-accessed", TrailBucket: "", TrailArn: "", AccessRoleArn: "" }],
    ["Access Analyzer", { Evidence: "access-analyzer", TrailBucket: "", TrailArn: TRAIL, AccessRoleArn: ROLE }],
    ["the best of a bucket", { Evidence: "auto", TrailBucket: "logs", TrailArn: "", AccessRoleArn: "" }],
    ["the best of a trail", { Evidence: "auto", TrailBucket: "", TrailArn: TRAIL, AccessRoleArn: ROLE }],
    ["the best of nothing", { Evidence: "auto", TrailBucket: "", TrailArn: "", AccessRoleArn: "" }],
  ])("a stack that reads %s is updated with what is proposed", async (_, given) => {
    expect(await answered(given, TRAIL)).toEqual({ ...given, ...OTHERS });
  });

  test.each([
    ["an account without a trail reads IAM's reports", "", [], { Evidence: "last-accessed" }],
    ["auto needs no trail", "", [[/^Evidence/, "auto"]], { Evidence: "auto", TrailArn: "", AccessRoleArn: "" }],
    ["auto takes the trail that there is", TRAIL, [[/AccessRoleArn/, ROLE]], { Evidence: "auto", TrailArn: TRAIL, AccessRoleArn: ROLE }],
    ["cloudtrail proposes the trail's bucket", TRAIL, [[/^Evidence/, "cloudtrail"]], { Evidence: "cloudtrail", TrailBucket: "logs" }],
  ] as const)("a new stack: %s", async (_, trail, typed, expected) => {
    expect(await answered({}, trail, typed)).toEqual({ ...expected, ...OTHERS });
  });

  test("a hub's name leaves room for the names by which its members know it; another stack's may be longer", async () => {
    const name = (length: number) => [[/^Name of the stack/, "w".repeat(length)]] as const;
    const given = { Evidence: "last-accessed", MemberAccounts: "444455556666" };
    await expect(answered(given, "", name(25))).rejects.toThrow(
      "at most 24 characters long where MemberAccounts or OrganizationalUnitIds is given",
    );
    await expect(answered(given, "", name(24))).resolves.toMatchObject(given);
    await expect(answered({ Evidence: "last-accessed" }, "", name(128))).resolves.toMatchObject({ Evidence: "last-accessed" });
  });

  test.each([
    ["cloudtrail without a bucket", "cloudtrail", "it must be the name of a bucket"],
    ["access-analyzer without a trail", "access-analyzer", "it is needed"],
    ["an engine that there is not", "cloudtrial", "choose one of access-analyzer, cloudtrail, last-accessed, auto"],
  ])("%s is refused at once", async (_, engine, why) => {
    await expect(answered({}, "", [[/^Evidence/, engine]])).rejects.toThrow(why);
  });

  test.each([
    [/that the trail writes to/, "others", "there is no such bucket"],
    [/^S3 bucket for the code/, "My_Bucket", "it must be the name of a bucket"],
  ])("an answer to %s is looked at: %s", async (question, answer, why) => {
    const typed = [
      [/^Evidence/, "cloudtrail"],
      [question, answer],
    ] as const;
    await expect(answered({}, TRAIL, typed)).rejects.toThrow(why);
  });
});
