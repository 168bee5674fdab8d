import { stripTypeScriptTypes } from "node:module";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { codePatch } from "#core/review/change/code-patch.ts";
import type { CodeOwner, ProposedPolicy } from "#core/review/model/proposal.ts";
import { readHcl } from "#test/core/review/change/read-hcl.ts";
import { asArn } from "#test/names.ts";

const document: ProposedPolicy["document"] = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: ["logs:PutLogEvents"],
      Resource: "arn:aws:logs:us-east-1:111122223333:log-group:${aws:PrincipalTag/team}:*",
      Condition: {
        StringEquals: { "aws:RequestedRegion": "us-east-1", "aws:ResourceTag/odd": 'a "quoted" %{text}\nline \u0085\u009b\u00ad' },
      },
    },
  ],
};
const input = {
  role: { name: "PatchManagerInstanceRole", arn: "arn:aws:iam::111122223333:role/PatchManagerInstanceRole" },
  replaces: [{ arn: asArn("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"), name: "CloudWatchLogsFullAccess" }],
  policies: [{ name: "whittle-PatchManagerInstanceRole", document, size: 100 }],
};
const owner = (kind: CodeOwner["kind"]): CodeOwner => ({ kind, because: { id: "tag", key: "a" }, stack: "web", logicalId: "InstanceRole" });

describe("the patch for CloudFormation", () => {
  const text = codePatch({ ...input, owner: owner("cloudformation") });

  test("is YAML that holds the very document", () => {
    const resources = text.slice(text.indexOf("  WhittlePatchManagerInstanceRole:"), text.indexOf("# and to ManagedPolicyArns"));
    expect(parse(resources)).toEqual({
      WhittlePatchManagerInstanceRole: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: document } },
    });
  });

  test("attaches in one deployment, and detaches in the next", () => {
    expect(text.indexOf("- !Ref WhittlePatchManagerInstanceRole")).toBeGreaterThan(0);
    expect(text.indexOf("# 2. When that is deployed, take these out of ManagedPolicyArns of InstanceRole")).toBeGreaterThan(
      text.indexOf("- !Ref"),
    );
    expect(text).toContain("#       - arn:aws:iam::aws:policy/CloudWatchLogsFullAccess");
  });
});

describe("the patch for the CDK", () => {
  const text = codePatch({ ...input, owner: owner("cdk") });

  test("is TypeScript that holds the very document", () => {
    const json = /fromJson\(([\s\S]*?)\),\n}\);/.exec(text)?.[1] ?? "";
    expect(JSON.parse(json)).toEqual(document);
    expect(() => stripTypeScriptTypes(text)).not.toThrow();
  });

  test("names the policies that go as the CDK names them", () => {
    expect(text).toContain('iam.ManagedPolicy.fromAwsManagedPolicyName("CloudWatchLogsFullAccess")');
  });
});

describe("the patch for Terraform", () => {
  const text = codePatch({ ...input, owner: owner("terraform") });

  test("holds the very document, with the templates of HCL escaped", () => {
    const json = /jsonencode\(([\s\S]*?\n {2}\})\)\n/.exec(text)?.[1] ?? "";
    expect(json).not.toMatch(/(?<!\$)\$\{|(?<!%)%\{/);
    expect(readHcl(json)).toEqual(document);
  });

  test("attaches before it detaches", () => {
    expect(text.indexOf("aws_iam_role_policy_attachment")).toBeLessThan(text.indexOf("# 2. When that is applied, take out"));
  });
});

test("the patch for Terraform gives an earlier refined policy its new document, and takes out no attachment of it", () => {
  const [policy] = input.policies;
  const earlier = { arn: asArn(`arn:aws:iam::111122223333:policy/whittle/${policy?.name}`), name: policy?.name ?? "" };
  const text = codePatch({ ...input, replaces: [...input.replaces, earlier], owner: owner("terraform") });
  expect(text).toContain("# 1. Add this in the place of the earlier resources of the same names, and apply:");
  expect(text).not.toContain(earlier.arn);
  expect(text).toContain("CloudWatchLogsFullAccess");
});

test.each(["cloudformation", "cdk", "terraform"] as const)("%s: a role that needs no refined policy only loses the broad one", (kind) => {
  const text = codePatch({ ...input, policies: [], owner: owner(kind) });
  expect(text).not.toContain("1.");
  expect(text).toMatch(/Take (these )?out|Take these out/);
});

test("nothing in a name leaves its comment", () => {
  const text = codePatch({
    ...input,
    role: { ...input.role, name: "x\nevil()" },
    owner: { kind: "cdk", because: { id: "tag", key: "a" }, stack: "y\nevil()" },
  });
  expect(text.split("\n").filter((line) => line.startsWith("evil"))).toEqual([]);
});

test.each(["cloudformation", "cdk", "terraform"] as const)("the patch for %s holds no sign that cannot be seen", (kind) => {
  expect(codePatch({ ...input, owner: owner(kind) })).not.toMatch(/[^\P{C}\n]/u);
});

test.each([
  ["cloudformation", "# Stack unknown, resource the role PatchManagerInstanceRole."],
  ["cdk", "// Stack unknown, resource PatchManagerInstanceRole"],
] as const)("%s: a stack and a resource that nobody told are said to be unknown", (kind, line) => {
  const { stack: _, logicalId: __, ...bare } = { stack: undefined, logicalId: undefined, ...owner(kind) };
  expect(codePatch({ ...input, owner: bare })).toContain(line);
});
