import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parsePolicy } from "#core/policy/parse.ts";
import type { RoleChange } from "#core/review/change/emit/change.ts";
import { emitFiles, emitTogether } from "#core/review/change/emit/emit.ts";
import { EMITTED } from "#core/review/change/emit/emitted.ts";
import { hcl } from "#core/review/change/emit/hcl.ts";
import { readHcl } from "#test/core/review/change/read-hcl.ts";
import { roleWith } from "#test/core/review/propose/roles.ts";
import { asArn } from "#test/names.ts";
import { account, attachedTo, inlineOf, run } from "./aws-account.ts";
import { changeOf, documentOf, FULL_ACCESS, INLINE, odd } from "./changes.ts";

function hasTerraform(): boolean {
  return spawnSync("terraform", ["version"]).status === 0;
}

const WITH_CONDITIONS: RoleChange["policies"][number]["document"] = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "A",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: ["arn:aws:s3:::a/*", "arn:aws:s3:::b=c/*"],
      Condition: {
        StringEquals: { "aws:RequestedRegion": "us-east-1", "aws:PrincipalTag/a-long-tag": "x" },
        Bool: { "aws:SecureTransport": "true" },
        StringLike: { "aws:ResourceTag/odd": ["a", "b"], "aws:ResourceTag/none": [] },
      },
    },
    { Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" },
  ],
};

describe("names and texts that mean something elsewhere", () => {
  test("policies: the documents by name", async () => {
    expect(JSON.parse(await emitTogether("policies", [odd]))).toEqual({ "whittle-a+b=c,d.e@f-g": documentOf(odd) });
  });

  test("CloudFormation: the very document, on the role", async () => {
    const template = parse(await emitTogether("cloudformation", [odd]));
    // The only version there is: CloudFormation refuses a template of another.
    expect(template.AWSTemplateFormatVersion).toBe("2010-09-09");
    expect(template.Resources).toEqual({
      WhittleABCDEFG: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: {
          ManagedPolicyName: "whittle-a+b=c,d.e@f-g",
          Path: "/whittle/",
          Roles: ["a+b=c,d.e@f-g"],
          PolicyDocument: documentOf(odd),
        },
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
    const json = /jsonencode\(([\s\S]*?\n {2}\})\)\n/.exec(text)?.[1] ?? "";
    expect(readHcl(json)).toEqual(documentOf(odd));
    expect([...text.matchAll(/^resource "(\w+)" "([A-Za-z]\w*)" \{$/gm)].map(([, type]) => type)).toEqual([
      "aws_iam_policy",
      "aws_iam_role_policy_attachment",
    ]);
  });

  test.each(["cloudformation", "cdk"] as const)("%s refuses a reference that CloudFormation would replace", (kind) => {
    const referring = changeOf("web", "arn:aws:s3:::b/{{resolve:ssm:/secret}}");
    expect(() => emitTogether(kind, [referring])).toThrow(expect.objectContaining({ code: "dynamic-reference" }));
  });
});

describe("a second change of a role", () => {
  const earlier = (path: string) => ({ ...changeOf("web", "arn:aws:s3:::first/*"), path });
  function second(path: string, { attached = true, others = 0 } = {}): RoleChange {
    const change = earlier(path);
    const carried = { arn: asArn(`arn:aws:iam::111122223333:policy${path}whittle-web`), name: "whittle-web", versionId: "v1" };
    const more = Array.from({ length: others }, (_, at) => ({
      arn: asArn(`arn:aws:iam::111122223333:policy/p${at}`),
      name: `p${at}`,
      versionId: "v1",
    }));
    const json = JSON.stringify(documentOf(change));
    const text = { json, document: parsePolicy(json, "whittle-web") };
    const ours = [...(attached ? [carried] : []), ...more].map((policy) => ({ ...policy, ...text }));
    return {
      ...change,
      ...(attached && path === "/whittle/" ? { replaces: [...change.replaces, { arn: carried.arn, name: carried.name }] } : {}),
      before: { ...change.before, attached: [...change.before.attached, ...ours] },
      ownPolicies: [carried, ...more],
    };
  }
  const labels = (text: string) => [...text.matchAll(/^resource "aws_iam_policy" "(\w+)"/gm)].map(([, label]) => label);
  const names = (text: string) => [...text.matchAll(/^ {2}name *= "(whittle[^"]*)"/gm)].map(([, name]) => name);

  test("Terraform: a new name in the earlier resource, so that it is created and attached before the earlier policy goes", async () => {
    const text = await emitTogether("terraform", [second("/whittle/")]);
    expect({ names: names(text), labels: labels(text) }).toEqual({ names: ["whittle2-web"], labels: ["WhittleWeb"] });
    const resources = text.match(/^resource [\s\S]*?^}/gm) ?? [];
    expect(resources.map((each) => [each.split('"')[1], each.includes("create_before_destroy = true")])).toEqual([
      ["aws_iam_policy", true],
      // Terraform does not hand it on to what depends on the policy: the attachment would go before the new one comes.
      ["aws_iam_role_policy_attachment", true],
    ]);
    expect(text).toContain("attachment of arn:aws:iam::111122223333:policy/whittle/whittle-web, unless step 1 has replaced it");
    expect(text).toContain(
      "# 1. Put this in the place of the earlier resources of the same names, or add it if there are none, and apply:",
    );
  });

  test("Terraform: a policy of another path that stays keeps its own resource", async () => {
    const text = await emitTogether("terraform", [second("/")]);
    expect({ names: names(text), labels: labels(text) }).toEqual({ names: ["whittle2-web"], labels: ["Whittle2Web"] });
  });

  test.each(["terraform", "cloudformation", "cdk"] as const)(
    "%s: no name that the account has, though no role carries it",
    async (kind) => {
      const text = await emitTogether(kind, [second("/", { attached: false })]);
      expect(text).toContain("whittle2-web");
      expect(text).not.toContain("whittle-web");
    },
  );

  test("CloudFormation: the same resource under a new name, which replaces the earlier policy", async () => {
    const { WhittleWeb } = parse(await emitTogether("cloudformation", [second("/whittle/")])).Resources;
    expect(WhittleWeb.Properties.ManagedPolicyName).toBe("whittle2-web");
  });

  test("a role that has no place for both keeps the name, and its policy gets the new document", async () => {
    expect(names(await emitTogether("terraform", [second("/whittle/", { others: 8 })]))).toEqual(["whittle-web"]);
  });

  test.each(EMITTED)("%s: two that are written into the role, as two earlier ones were, get a name each", async (kind) => {
    const change = earlier("/");
    const [policy] = change.policies;
    if (!policy) throw new Error("the change has a policy");
    const documentOf = (resource: string) => ({
      ...policy.document,
      Statement: [{ Effect: "Allow" as const, Action: "s3:GetObject", Resource: resource }],
    });
    const inline = ["whittle-web", "whittle2-web"].map((name) => ({ name, json: INLINE, document: parsePolicy(INLINE, name) }));
    const policies = inline.map(({ name }) => ({ ...policy, name, inline: true as const, document: documentOf(`arn:aws:s3:::${name}`) }));
    const text = await emitTogether(kind, [{ ...change, before: { ...change.before, inline }, policies }]);
    expect(text).toContain("whittle3-web");
    expect(text).toContain("whittle4-web");
  });

  test("names that the account has in other capitals are taken", async () => {
    const change = { ...earlier("/"), ownPolicies: [{ name: "WHITTLE-web", arn: "arn:aws:iam::111122223333:policy/WHITTLE-web" }] };
    expect(names(await emitTogether("terraform", [change]))).toEqual(["whittle2-web"]);
  });
});

describe.skipIf(!hasTerraform())("terraform itself (skipped where it is not installed)", () => {
  test.each([
    ["hostile texts", odd],
    [
      "conditions, one action and many, empty lists",
      { ...odd, policies: odd.policies.map((policy) => ({ ...policy, document: WITH_CONDITIONS })) },
    ],
    ["an inline policy", { ...odd, policies: odd.policies.map((policy) => ({ ...policy, inline: true as const })) }],
  ])("finds nothing to format: %s", async (_, change) => {
    const text = await emitTogether("terraform", [change]);
    expect(spawnSync("terraform", ["fmt", "-"], { input: text, encoding: "utf8" }).stdout).toBe(text);
  });

  test.each([
    ["hostile", documentOf(odd)],
    ["conditions", WITH_CONDITIONS],
  ])("reads the very document: %s", (_, document) => {
    const folder = mkdtempSync(join(tmpdir(), "whittle-terraform-"));
    writeFileSync(join(folder, "main.tf"), `locals {\n  document = jsonencode(${hcl(document, 2)})\n}\n`);
    const { stdout } = spawnSync("terraform", ["console"], { input: "local.document\n", encoding: "utf8", cwd: folder });
    expect(JSON.parse(JSON.parse(stdout))).toEqual(document);
  });
});

test.each([
  ["cloudformation", ["# No policy to add.", "# Detach the replaced policies: take them out"]],
  ["terraform", ["# 1. Remove these from the role and apply:", "# To go back, undo step 1 first."]],
] as const)("%s: a role that needs no refined policy has one step alone, in which the broad one goes", async (kind, told) => {
  const text = await emitTogether(kind, [{ ...changeOf("full", "*"), policies: [] }]);
  for (const line of told) expect(text).toContain(line);
  expect(text).not.toMatch(/ 2\. |step 2|Add this|Deploy this/);
});

test("Terraform: of a refined policy that goes, step 1 may have replaced the attachment already, of the broad one it has not", async () => {
  const change = changeOf("full", "*");
  const refined = asArn("arn:aws:iam::111122223333:policy/whittle/whittle2-full");
  const replaces = [...change.replaces, { arn: refined, name: "whittle2-full" }];
  const lines = (await emitTogether("terraform", [{ ...change, replaces }])).split("\n");
  expect(lines).toContain(`#    attachment of ${FULL_ACCESS}`);
  expect(lines).toContain(`#    attachment of ${refined}, unless step 1 has replaced it`);
});

test("CDK: a managed policy under its name and Whittle's path", async () => {
  const text = await emitTogether("cdk", [changeOf("full", "arn:aws:s3:::b/*")]);
  const members = ['managedPolicyName: "whittle-full",', 'path: "/whittle/",', "roles: [roleFull],"];
  expect(text).toContain(`new iam.ManagedPolicy(this, "WhittleFull", {\n      ${members.join("\n      ")}`);
});

describe("a policy for which the role has no place", () => {
  const full = changeOf("full", "arn:aws:s3:::b/*");
  const inline: RoleChange = { ...full, policies: full.policies.map((policy) => ({ ...policy, inline: true })) };

  test("CloudFormation: written into the role", async () => {
    expect(parse(await emitTogether("cloudformation", [inline])).Resources).toEqual({
      WhittleFull: {
        Type: "AWS::IAM::RolePolicy",
        Properties: { PolicyName: "whittle-full", RoleName: "full", PolicyDocument: documentOf(inline) },
      },
    });
  });

  test("CDK: an inline policy of the role", async () => {
    const text = await emitTogether("cdk", [inline]);
    expect(text).toContain('new iam.Policy(this, "WhittleFull", {\n      policyName: "whittle-full",\n      roles: [roleFull],');
    expect(text).not.toContain("ManagedPolicy(this");
  });

  test("Terraform: aws_iam_role_policy, and no attachment", async () => {
    const text = await emitTogether("terraform", [inline]);
    expect([...text.matchAll(/^resource "(\w+)"/gm)].map(([, type]) => type)).toEqual(["aws_iam_role_policy"]);
  });
});

test.each(EMITTED)("%s: a file a role, and names that differ in signs alone stay apart", async (kind) => {
  const roles = [changeOf("a.b", "*"), changeOf("a-b", "*"), changeOf("1st", "*")];
  const files = await emitFiles(kind, roles);
  expect([...files.keys()].map((file) => file.replace(/\.\w+$/, ""))).toEqual(["a.b", "a-b", "1st"]);
  const extensions = { policies: ".json", terraform: ".tf", cloudformation: ".yaml", cdk: ".ts", "aws-cli": ".sh" };
  expect([...files.keys()]).toContain(`1st${extensions[kind]}`);
  const together = await emitTogether(kind, roles);
  for (const name of ["whittle-a.b", "whittle-a-b", "whittle-1st"]) expect(together).toContain(name);
  const labels = [...[...files.values()].join("\n").matchAll(/^resource "aws_iam_policy" "(\w+)"/gm)].map(([, label]) => label);
  expect(new Set(labels).size).toBe(labels.length);
});

describe("the script for the AWS CLI", () => {
  const NEW = "arn:aws:iam::111122223333:policy/whittle/whittle-a+b=c,d.e@f-g";

  test("attaches, then detaches; a second run changes nothing; no text of the policy is run", async () => {
    const folder = account();
    const steps = [
      "create-policy",
      `attach-role-policy ${NEW}`,
      "sleep 15",
      `detach-role-policy ${FULL_ACCESS}`,
      "delete-role-policy old=inline",
    ];
    expect(await run(folder, odd)).toEqual({ status: 0, stderr: "", calls: steps });
    expect(await run(folder, odd)).toEqual({ status: 0, stderr: "", calls: [...steps, "sleep 15"] });
    const [written = ""] = readdirSync(join(folder, "policies")).filter((name) => name.endsWith("g"));
    expect(JSON.parse(readFileSync(join(folder, "policies", written), "utf8"))).toEqual(documentOf(odd));
    expect(readdirSync(folder)).not.toContain("pwned");
    expect(JSON.parse(readFileSync(join(folder, "a+b=c,d.e@f-g.old=inline.json"), "utf8"))).toEqual(JSON.parse(INLINE));
  });

  test("writes an inline policy before it detaches, under a name that the role has not given to another", async () => {
    const folder = account();
    const taken = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    writeFileSync(join(folder, `inline/whittle-${odd.role.name}`), taken);
    const before = roleWith(["AmazonS3FullAccess"], {
      ...odd.before,
      inline: [
        ...odd.before.inline,
        { name: `whittle-${odd.role.name}`, json: taken, document: { version: "2012-10-17" as const, statements: [] } },
      ],
    });
    const change = { ...odd, before, policies: odd.policies.map((policy) => ({ ...policy, inline: true as const })) };
    const name = `whittle2-${odd.role.name}`;
    const steps = [`put-role-policy ${name}`, "sleep 15", `detach-role-policy ${FULL_ACCESS}`, "delete-role-policy old=inline"];
    expect(await run(folder, change)).toEqual({ status: 0, stderr: "", calls: steps });
    expect(await run(folder, change)).toEqual({ status: 0, stderr: "", calls: [...steps, "sleep 15"] });
    expect(JSON.parse(readFileSync(join(folder, "inline", name), "utf8"))).toEqual(documentOf(odd));
    expect(readdirSync(folder)).not.toContain("pwned");
  });

  test("stops where the inline policy that it wrote was edited", async () => {
    const folder = account();
    const change = { ...odd, policies: odd.policies.map((policy) => ({ ...policy, inline: true as const })) };
    await run(folder, change);
    writeFileSync(join(folder, `inline/whittle-${odd.role.name}`), "{}");
    const { status, stderr } = await run(folder, change);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("it has an inline policy whittle-a+b=c,d.e@f-g") });
  });

  test("writes a new version of the refined policy that the role carries, and a second run changes nothing", async () => {
    const folder = account();
    await run(folder, odd);
    const next = changeOf(odd.role.name, "arn:aws:s3:::other");
    const [first] = next.before.attached;
    if (first === undefined) throw new Error("the role carries no policy");
    const before = { ...next.before, attached: [{ ...first, arn: asArn(NEW), versionId: "v1" }], inline: [] };
    const change = { ...next, replaces: [{ arn: asArn(NEW), name: `whittle-${odd.role.name}` }], replacesInline: [], before };
    const { status, calls } = await run(folder, change);
    expect({ status, last: calls.slice(-2) }).toEqual({ status: 0, last: ["create-policy-version", "sleep 15"] });
    expect(await run(folder, change)).toEqual({ status: 0, stderr: "", calls: [...calls, "sleep 15"] });
  });

  test("goes on where an earlier run stopped before it detached", async () => {
    const folder = account();
    await run(folder, odd, { NO_ATTACH: "1" });
    expect((await run(folder, odd)).calls.at(-1)).toBe("delete-role-policy old=inline");
  });

  test.each<[what: string, change: (folder: string) => void, env: NodeJS.ProcessEnv, message: string]>([
    ["carries one policy more", (folder) => attachedTo(folder, FULL_ACCESS, `${FULL_ACCESS}2`), {}, `${FULL_ACCESS}2 is attached`],
    ["lost a policy", (folder) => attachedTo(folder), {}, `${FULL_ACCESS} is not attached`],
    ["carries an edited policy", () => undefined, { VERSION: "v6" }, `the default version of ${FULL_ACCESS} is v6`],
    ["has one inline policy more", (folder) => inlineOf(folder, "more", "{}"), {}, "it has an inline policy more"],
    ["has an edited inline policy", (folder) => inlineOf(folder, "old=inline", "{}"), {}, "its inline policy old=inline was edited"],
    ["lost an inline policy", (folder) => rmSync(join(folder, "inline/old=inline")), {}, "it has no inline policy old=inline"],
    ["was made anew", () => undefined, { CREATED: "2026-05-01T00:00:00Z" }, "another role has its name now"],
    ["has a boundary now", () => undefined, { BOUNDARY: FULL_ACCESS }, `its permissions boundary is ${FULL_ACCESS}`],
  ])("changes nothing where the role %s", async (_, change, env, message) => {
    const folder = account();
    change(folder);
    expect(await run(folder, odd, env)).toEqual({
      status: 1,
      stderr: `Role ${odd.role.name} is not as it was reviewed: ${message}. Nothing was changed. Review it again.\n`,
      calls: [],
    });
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
    attachedTo(folder, FULL_ACCESS);
    inlineOf(folder, "old=inline", INLINE);
    expect((await run(folder, changeOf(odd.role.name, "*"))).stderr).toContain("has no tags of this script: something else made it");
  });
});
