import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { PolicyDocument, Statement } from "#core/policy/document.ts";
import { ASKING_FUNCTIONS, MEMBER_FUNCTIONS } from "#core/review/doctor/members.ts";
import { slowlyDecides } from "#test/core/policy/slow-evaluator.ts";
import { readTemplate } from "./aws-limits/render.ts";
import { deniedCallPattern, resourcesOf, templateRoles } from "./template.ts";

const MEMBER = "infra/member-account.yaml";
const hub = new Map(templateRoles("template.yaml").map((role) => [role.name, role]));
const members = templateRoles(MEMBER).filter(({ name }) => name !== "HandOverRole");

/** What a function does in the account of a role; checks of documents are made, and permission sets are read, in the stack's own account. */
function ofAccount({ actions, resources }: Statement): boolean {
  const isOfAws = resources.patterns.every((resource) => resource === "arn:aws:iam::aws:policy/*");
  return (
    !isOfAws && actions.patterns.some((action) => /^(iam|cloudformation|access-analyzer):(?!CheckNoNewAccess|ValidatePolicy)/.test(action))
  );
}

function rights(policies: readonly PolicyDocument[]): readonly string[] {
  return policies.flatMap(({ statements }) => statements.filter(ofAccount).map((statement) => JSON.stringify(statement))).sort();
}

const Trust = v.object({
  Properties: v.looseObject({
    RoleName: v.object({ value: v.string() }),
    AssumeRolePolicyDocument: v.object({ Statement: v.array(v.unknown()) }),
  }),
});

const HubStackName = v.object({ AllowedPattern: v.string(), MaxLength: v.number() });
const StatementId = v.looseObject({ Properties: v.looseObject({ StatementId: v.object({ value: v.string() }) }) });

describe("the roles of a member account", () => {
  test("are one for each function that works in the account of a role, and no other", () => {
    const working = [...hub.values()].filter(({ policies }) => rights(policies).length > 0).map(({ name }) => name);
    expect(members.map(({ name }) => name).sort()).toEqual(working.sort());
  });

  test.each(members.map(({ name }) => name))("%s may do what the function may do in its own account, and nothing else", (name) => {
    const role = members.find((each) => each.name === name);
    const own = hub.get(name);
    expect(rights(role?.policies ?? [])).toEqual(rights(own?.policies ?? []));
    expect(role?.policies.flatMap(({ statements }) => statements.filter((statement) => !ofAccount(statement)))).toEqual([]);
  });

  test.each(members.map(({ name }) => name))("%s trusts the role of that one function, and asks for the external id", (name) => {
    const { AssumeRolePolicyDocument } = v.parse(Trust, resourcesOf(MEMBER)[name]).Properties;
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: "Allow",
        // biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in.
        Principal: { AWS: { tag: "!Sub", value: "arn:${AWS::Partition}:iam::${HubAccount}:root" } },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "sts:ExternalId": { tag: "!Ref", value: "ExternalId" } },
          ArnLike: {
            "aws:PrincipalArn": {
              tag: "!Sub",
              value: `arn:\${AWS::Partition}:iam::\${HubAccount}:role/whittle/\${HubStackName}-${name}-*`,
            },
          },
        },
        // biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in.
      },
    ]);
  });

  test.each(members.map(({ name }) => name))("the function of %s may assume it in the members, and no other role", (name) => {
    const { RoleName } = v.parse(Trust, resourcesOf(MEMBER)[name]).Properties;
    const resource = `arn:aws:iam::*:role/whittle/${RoleName.value.replace("${HubStackName}", "whittle")}`;
    const policies = hub.get(name)?.policies ?? [];
    const assuming = policies.flatMap(({ statements }) => statements.filter(({ actions }) => actions.patterns.includes("sts:AssumeRole")));
    expect(assuming.map(({ resources }) => resources.patterns)).toEqual([[resource], [resource]]);
    const decided = (account: string, ...path: string[]) => {
      const [organization = "", ...units] = path;
      const context = {
        "aws:resourceaccount": [account],
        "aws:resourceorgid": [organization],
        "aws:resourceorgpaths": [[organization, ...units, ""].join("/")],
      };
      return slowlyDecides(policies, { action: "sts:AssumeRole", resource: resource.replace("*", account), context });
    };
    expect([
      decided("444455556666", "o-another000", "r-zz99"),
      decided("777788889999", "o-a1b2c3d4e5", "r-ab12"),
      decided("222233334444", "o-a1b2c3d4e5", "r-ab12", "ou-ab12-11111111"),
      decided("222233334444", "o-a1b2c3d4e5", "r-ab12", "ou-ab12-22222222", "ou-ab12-33333333"),
    ]).toEqual(Array(4).fill("allowed"));
    expect([
      decided("222233334444", "o-a1b2c3d4e5", "r-ab12"),
      decided("222233334444", "o-a1b2c3d4e5", "r-ab12", "ou-ab12-33333333"),
      decided("222233334444", "o-another000", "r-ab12", "ou-ab12-11111111"),
    ]).toEqual(Array(3).fill("not-allowed"));
  });
});

test("a member's mark names the hub's account, since a stack of the member may have the hub's region and name", () => {
  const Value = { tag: "!Sub", value: "${HubAccount}/${HubRegion}/${HubStackName}" };
  expect(resourcesOf(MEMBER).DiscoverRolesRole?.Properties).toMatchObject({
    Tags: expect.arrayContaining([{ Key: "whittle:stack", Value }]),
  });
});

/** IAM User Guide, "IAM and AWS STS quotas"; a role without a name of its own gets the stack's, its own and twelve random letters. */
const MOST_ROLE_NAME = 64;
const RANDOM = "-123456789abc";
/** Amazon EventBridge API Reference, "PutPermission": a StatementId has at most 64 characters. */
const MOST_STATEMENT_ID = 64;

test("a hub's longest name leaves every role that members trust, and theirs, with a whole name; a longer one is refused", () => {
  const { AllowedPattern = "", MaxLength } = v.parse(HubStackName, readTemplate(MEMBER).Parameters.HubStackName);
  const longest = "w".repeat(MaxLength);
  expect([longest, `${longest}w`].map((name) => new RegExp(AllowedPattern).test(name))).toEqual([true, false]);
  for (const { name } of members) {
    const { RoleName } = v.parse(Trust, resourcesOf(MEMBER)[name]).Properties;
    expect(`${longest}-${name}${RANDOM}`.length).toBeLessThanOrEqual(MOST_ROLE_NAME);
    expect(RoleName.value.replace("${HubStackName}", longest).length).toBeLessThanOrEqual(MOST_ROLE_NAME);
  }
  // Rules cannot count letters. This resource is there with members alone, and AWS refuses it in a stack whose name is too long.
  for (const resource of ["MemberEvents", "UnitEvents"]) {
    const { value } = v.parse(StatementId, resourcesOf("template.yaml")[resource]).Properties.StatementId;
    const idIn = (stack: string) => value.replace("${AWS::StackName}", stack);
    expect([idIn(longest), idIn(`${longest}w`)].map(({ length }) => length <= MOST_STATEMENT_ID)).toEqual([true, false]);
  }
});

test("no other role of the stack may assume a role", () => {
  const names = [...hub.values()].filter(({ policies }) =>
    policies.some(({ statements }) => statements.some(({ actions }) => actions.patterns.some((action) => action.startsWith("sts:")))),
  );
  expect(names.map(({ name }) => name).sort()).toEqual(members.map(({ name }) => name).sort());
});

test("whittle doctor knows a member's roles, and the version that it must have", () => {
  const text = readFileSync(MEMBER, "utf8").split("\n");
  const rest = text.filter((line) => !line.includes("Key: whittle:template,")).join("\n");
  const digest = createHash("sha256").update(rest).digest("hex").slice(0, 16);
  expect(text.find((line) => line.includes("Key: whittle:template,"))).toContain(`Value: ${digest} }`);
  expect(readFileSync("template.yaml", "utf8")).toMatch(new RegExp(`  MemberTemplate:\n(?: {4}.*\n)*? {4}Value: ${digest}\n`));
  const names = members.map(({ name }) => [
    v.parse(Trust, resourcesOf(MEMBER)[name]).Properties.RoleName.value.replace("${HubStackName}-", ""),
    "Condition" in (resourcesOf(MEMBER)[name] ?? {}),
  ]);
  const expected = [...MEMBER_FUNCTIONS.map((name) => [name, false]), ...ASKING_FUNCTIONS.map((name) => [name, true])];
  expect(names.toSorted()).toEqual(expected.toSorted());
});

test("a member hands over the denied calls that the stack's own rule takes", () => {
  expect(deniedCallPattern(MEMBER)).toEqual(deniedCallPattern("template.yaml"));
});
