import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { RoleChange } from "#core/review/change/emit/change.ts";
import { emitFiles, emitTogether } from "#core/review/change/emit/emit.ts";
import { EMITTED } from "#core/review/change/emit/emitted.ts";
import { asArn } from "#test/names.ts";

const FULL_ACCESS = asArn("arn:aws:iam::aws:policy/AmazonS3FullAccess");

function changeOf(name: string, resource: string): RoleChange {
  return {
    reviewId: "review1",
    role: { name, arn: `arn:aws:iam::111122223333:role/app/${name}` },
    replaces: [{ arn: FULL_ACCESS, name: "AmazonS3FullAccess" }],
    replacesInline: ["old=inline"],
    policies: [
      {
        name: `whittle-${name}`,
        size: 100,
        document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: resource }] },
      },
    ],
  };
}

const HOSTILE = "arn:aws:s3:::b/${aws:username}/%{if}/'; touch pwned; $(touch pwned) `touch pwned` \"\\\n\b\f\u2028*/ */";
const odd = changeOf("a+b=c,d.e@f-g", HOSTILE);
const documentOf = (change: RoleChange) => change.policies[0]?.document;

describe("names and texts that mean something elsewhere", () => {
  test("policies: the documents by name", async () => {
    expect(JSON.parse(await emitTogether("policies", [odd]))).toEqual({ "whittle-a+b=c,d.e@f-g": documentOf(odd) });
  });

  test("CloudFormation: the very document, on the role", async () => {
    const template = parse(await emitTogether("cloudformation", [odd]));
    expect(template.Resources).toEqual({
      WhittleABCDEFG: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: { ManagedPolicyName: "whittle-a+b=c,d.e@f-g", Roles: ["a+b=c,d.e@f-g"], PolicyDocument: documentOf(odd) },
      },
    });
  });

  test("CDK: TypeScript that holds the very document", async () => {
    const text = await emitTogether("cdk", [odd]);
    expect(JSON.parse(/fromJson\(([\s\S]*?)\),\n {4}}\);/.exec(text)?.[1] ?? "")).toEqual(documentOf(odd));
    expect(() => stripTypeScriptTypes(text)).not.toThrow();
  });

  test("Terraform: no template is left open, and the document is the same when HCL's escapes are taken back", async () => {
    const text = await emitTogether("terraform", [odd]);
    expect(text).toContain("$${aws:username}");
    expect(text).not.toMatch(/(?<![$])\$\{|(?<!%)%\{/);
    expect(text).not.toMatch(/(?<!\\)(?:\\\\)*\\[bf]/);
    const json = /jsonencode\(([\s\S]*?)\)\n}/.exec(text)?.[1] ?? "";
    expect(JSON.parse(json.replace(/([$%])\1\{/g, "$1{"))).toEqual(documentOf(odd));
    expect([...text.matchAll(/^resource "(\w+)" "([A-Za-z]\w*)" \{$/gm)].map(([, type]) => type)).toEqual([
      "aws_iam_policy",
      "aws_iam_role_policy_attachment",
    ]);
  });

  test.each(["cloudformation", "cdk"] as const)("%s refuses a reference that CloudFormation would replace", async (kind) => {
    const referring = changeOf("web", "arn:aws:s3:::b/{{resolve:ssm:/secret}}");
    await expect(emitTogether(kind, [referring])).rejects.toThrow(expect.objectContaining({ code: "dynamic-reference" }));
  });
});

test.each(EMITTED)("%s: a file a role, and names that differ in signs alone stay apart", async (kind) => {
  const roles = [changeOf("a.b", "*"), changeOf("a-b", "*"), changeOf("1st", "*")];
  const files = await emitFiles(kind, roles);
  expect([...files.keys()].map((file) => file.replace(/\.\w+$/, ""))).toEqual(["a.b", "a-b", "1st"]);
  const together = await emitTogether(kind, roles);
  for (const name of ["whittle-a.b", "whittle-a-b", "whittle-1st"]) expect(together).toContain(name);
  const labels = [...[...files.values()].join("\n").matchAll(/^resource "aws_iam_policy" "(\w+)"/gm)].map(([, label]) => label);
  expect(new Set(labels).size).toBe(labels.length);
});

describe("the script for the AWS CLI", () => {
  const NEW = "arn:aws:iam::111122223333:policy/whittle/whittle-a+b=c,d.e@f-g";

  function account() {
    const folder = mkdtempSync(join(tmpdir(), "whittle-script-"));
    mkdirSync(join(folder, "bin"));
    mkdirSync(join(folder, "inline"));
    symlinkSync(join(import.meta.dirname, "fake-aws.sh"), join(folder, "bin/aws"));
    writeFileSync(join(folder, "attached"), `${FULL_ACCESS}\n`);
    writeFileSync(join(folder, "inline/old=inline"), "{}\n");
    return folder;
  }

  async function run(folder: string, change: RoleChange, env: NodeJS.ProcessEnv = {}) {
    const script = join(folder, "change.sh");
    writeFileSync(script, await emitTogether("aws-cli", [change]));
    const { status, stderr } = spawnSync("bash", ["-c", 'sleep() { :; }; export -f sleep; exec bash "$0"', script], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, STATE: folder, PATH: `${join(folder, "bin")}:${process.env.PATH}`, ...env },
    });
    return { status, stderr, calls: readFileSync(join(folder, "calls"), "utf8").trim().split("\n") };
  }

  test("attaches, then detaches; a second run changes nothing; no text of the policy is run", async () => {
    const folder = account();
    const steps = ["create-policy", `attach-role-policy ${NEW}`, `detach-role-policy ${FULL_ACCESS}`, "delete-role-policy old=inline"];
    expect(await run(folder, odd)).toEqual({ status: 0, stderr: "", calls: steps });
    expect(await run(folder, odd)).toEqual({ status: 0, stderr: "", calls: steps });
    const [written = ""] = readdirSync(join(folder, "policies")).filter((name) => name.endsWith("g"));
    expect(JSON.parse(readFileSync(join(folder, "policies", written), "utf8"))).toEqual(documentOf(odd));
    expect(readdirSync(folder)).not.toContain("pwned");
    expect(readFileSync(join(folder, "a+b=c,d.e@f-g.old=inline.json"), "utf8")).toBe("{}\n");
  });

  test("writes a new version where the document changed", async () => {
    const folder = account();
    await run(folder, odd);
    const { calls } = await run(folder, changeOf(odd.role.name, "arn:aws:s3:::other"));
    expect(calls.at(-1)).toBe("create-policy-version");
  });

  test.each([
    ["the policy is not attached in the end", { NO_ATTACH: "1" }, "is not attached"],
    ["the role's policies cannot be listed", { NO_LIST: "1" }, "could not be listed"],
    ["it is another account", { ACCOUNT: "999999999999" }, "This is for account 111122223333, not 999999999999."],
  ])("detaches nothing where %s", async (_, env, message) => {
    const { status, stderr, calls } = await run(account(), odd, env);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(calls.join()).not.toContain("detach");
  });

  test("takes nothing from a role whose policy name is another's", async () => {
    const folder = account();
    await run(folder, odd);
    const [tags = ""] = readdirSync(join(folder, "policies")).filter((name) => name.endsWith(".tags"));
    writeFileSync(join(folder, "policies", tags), "[]");
    expect((await run(folder, changeOf(odd.role.name, "*"))).stderr).toContain("was not made for this role");
  });
});
