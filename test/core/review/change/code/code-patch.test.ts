import { stripTypeScriptTypes } from "node:module";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { codePatch } from "#core/review/change/code/code-patch.ts";
import type { CodeOwner, ProposedPolicy } from "#core/review/model/proposal.ts";
import { readHcl } from "#test/core/review/change/read-hcl.ts";
import { roleWith } from "#test/core/review/propose/roles.ts";
import { asArn, asRoleName } from "#test/names.ts";

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
  reviewId: "review1",
  replacesInline: [],
  before: roleWith(["CloudWatchLogsFullAccess"], { name: asRoleName("PatchManagerInstanceRole") }),
  role: { name: "PatchManagerInstanceRole", arn: "arn:aws:iam::111122223333:role/PatchManagerInstanceRole" },
  replaces: [{ arn: asArn("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"), name: "CloudWatchLogsFullAccess" }],
  policies: [{ name: "whittle-PatchManagerInstanceRole", document, size: 100 }],
};
const owner = (kind: CodeOwner["kind"]): CodeOwner => ({ kind, because: { id: "tag", key: "a" }, stack: "web", logicalId: "InstanceRole" });

describe("the patch for CloudFormation", () => {
  const text = codePatch({ ...input, owner: owner("cloudformation") });

  test("is YAML that holds the very document", () => {
    expect(parse(text)).toEqual({
      WhittlePatchManagerInstanceRole: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: {
          ManagedPolicyName: "whittle-PatchManagerInstanceRole",
          Path: "/whittle/",
          Roles: [{ Ref: "InstanceRole" }],
          PolicyDocument: document,
        },
      },
    });
  });

  test("attaches in one deployment, and detaches in the next", () => {
    const removal = "# 2. When that is done, remove these from ManagedPolicyArns or Policies of InstanceRole, and deploy:";
    expect(text.indexOf(removal)).toBeGreaterThan(text.indexOf("WhittlePatchManagerInstanceRole:"));
    expect(text.slice(text.indexOf(removal))).toContain("#    arn:aws:iam::aws:policy/CloudWatchLogsFullAccess");
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
    expect(text.indexOf("aws_iam_role_policy_attachment")).toBeLessThan(text.indexOf("# 2. When that is done, remove these from the role"));
  });
});

describe.each(["cloudformation", "cdk", "terraform"] as const)("the patch for %s after an earlier one", (kind) => {
  const [policy] = input.policies;
  const name = policy?.name ?? "";
  const earlier = { arn: asArn(`arn:aws:iam::111122223333:policy/whittle/${name}`), name };
  const carrying = (others: number) => {
    const [broad] = input.before.attached;
    if (!broad) throw new Error("the role carries nothing");
    const more = Array.from({ length: others }, (_, at) => ({
      ...broad,
      name: `p${at}`,
      arn: asArn(`arn:aws:iam::111122223333:policy/p${at}`),
    }));
    return { ...input.before, attached: [...input.before.attached, { ...broad, ...earlier }, ...more] };
  };
  const patchOf = (others: number) =>
    codePatch({ ...input, before: carrying(others), replaces: [...input.replaces, earlier], owner: owner(kind) });

  test("gives the earlier resource a new name, so that the new policy is there before the earlier one goes", () => {
    const text = patchOf(0);
    expect(text).toContain(", in the place of earlier resources of the same names if there are any, and ");
    expect(text).toContain("whittle2-PatchManagerInstanceRole");
    expect(text).toContain("WhittlePatchManagerInstanceRole");
    expect(text).toMatch(new RegExp(`${earlier.arn}.*, unless step 1 has replaced it`));
  });

  test("changes the earlier one where the role has no place for both, and takes out no attachment of it", () => {
    const text = patchOf(8);
    expect(text).toContain('"whittle-PatchManagerInstanceRole"');
    expect(text).not.toContain(earlier.arn);
    expect(text).toContain("CloudWatchLogsFullAccess");
  });
});

test.each(["cloudformation", "cdk", "terraform"] as const)("%s: inline policies that are replaced are named", (kind) => {
  expect(codePatch({ ...input, replacesInline: ["old"], owner: owner(kind) })).toContain("inline policy old");
});

describe("a policy in which CloudFormation would read a reference", () => {
  const policies = input.policies.map((policy) => ({ ...policy, document: { ...document, Id: "{{resolve:ssm:/secret}}" } }));

  test.each(["cloudformation", "cdk"] as const)("%s: is not written, and the patch says why", (kind) => {
    const text = codePatch({ ...input, policies, owner: owner(kind) });
    expect(text).toContain('holds "{{resolve:", which CloudFormation would replace');
    expect(text).not.toMatch(/Remove these|remove these|resolve:ssm/);
  });
});

test.each(["cloudformation", "cdk", "terraform"] as const)("%s: a role that needs no refined policy only loses the broad one", (kind) => {
  const text = codePatch({ ...input, policies: [], owner: owner(kind) });
  expect(text).not.toContain("1.");
  expect(text).toContain("Remove these from");
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
