import { describe, expect, test } from "vitest";
import { reviewItem } from "#adapters/aws/dynamodb/review-item.ts";
import { updateRole } from "#adapters/aws/dynamodb/role-item.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { slowlyDecides } from "#test/core/policy/slow-evaluator.ts";
import { ACCOUNT, PARAMETERS, resourcesOf, type TemplateRole, templateRoles } from "./template.ts";

const catalogue = loadCatalogue();
const roles = ["template.yaml", "infra/slack.yaml", "infra/watch-region.yaml"].flatMap(templateRoles);
const statements = roles.flatMap((role) => role.policies.flatMap((policy) => policy.statements.map((statement) => ({ role, statement }))));

describe("every role of the stack, and of those for Slack and for other regions", () => {
  test("stands under /whittle/, where Whittle itself never looks, and carries no managed policy", () => {
    expect(roles.length).toBeGreaterThanOrEqual(13);
    expect(roles.filter((role) => role.path !== "/whittle/" || role.managedPolicies > 0)).toEqual([]);
  });

  test("names only actions that exist, and no patterns of actions", () => {
    const unknown = statements.flatMap(({ statement }) => statement.actions.patterns.filter((action) => !catalogue.find(action)));
    expect(unknown).toEqual([]);
  });

  test("is allowed something on every resource only where the action takes none", () => {
    const loose = statements
      .filter(({ statement }) => statement.effect === "Allow" && statement.resources.patterns.includes("*"))
      .flatMap(({ role, statement }) => statement.actions.patterns.map((action) => ({ role: role.name, action })))
      .filter(({ action }) => (catalogue.find(action)?.resourceTypes.length ?? 0) > 0);
    expect(loose).toEqual([]);
  });

  /** Step Functions cannot deliver logs without it (AWS Step Functions Developer Guide, "Using CloudWatch Logs to log execution history"). */
  const LOG_DELIVERY = {
    action: "logs:PutResourcePolicy",
    roles: [
      "ReviewCycleRole",
      "RoleReviewRole",
      "RoleRestoreRole",
      "ReviewAccountsRole",
      "ReadTrailRole",
      "TellDeniedMachineRole",
      "SetReviewRole",
      "SetRestoreRole",
    ],
  };

  test("but those that apply, restore and clean up can change no permissions, but for log delivery of the state machines", () => {
    const changing = statements.flatMap(({ role, statement }) =>
      !["ApplyPolicyRole", "ApplySetRole", "RestoreRoleRole", "RestoreSetRole", "CleanUpRole"].includes(role.name) &&
      statement.effect === "Allow"
        ? statement.actions.patterns
            .filter((action) => catalogue.find(action)?.level === "Permissions management")
            .map((action) => ({ role: role.name, action }))
        : [],
    );
    expect(changing).toEqual(LOG_DELIVERY.roles.map((role) => ({ role, action: LOG_DELIVERY.action })));
  });

  test("only Step Functions may take up the roles that may set log delivery up", () => {
    const services = LOG_DELIVERY.roles.map((name) => Object(resourcesOf("template.yaml")[name]?.Properties).AssumeRolePolicyDocument);
    for (const { Statement } of services) expect(Statement).toMatchObject([{ Principal: { Service: "states.amazonaws.com" } }]);
  });
});

describe("what list-accounts may do", () => {
  const ou = (organization: string) => `arn:aws:organizations::999900001111:ou/${organization}/ou-ab12-33333333`;
  const read = ["organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent"];

  test.each(read)("it may call %s on any unit and the root of the stack's organization, and of no other", (action) => {
    expect(verdict("ListAccountsRole", action, ou("o-a1b2c3d4e5"), {})).toBe("allowed");
    expect(verdict("ListAccountsRole", action, "arn:aws:organizations::999900001111:root/o-a1b2c3d4e5/r-ab12", {})).toBe("allowed");
    expect(verdict("ListAccountsRole", action, ou("o-another000"), {})).toBe("not-allowed");
  });

  test("it asks the organization nothing else, reaches no account, and no other role asks the organization", () => {
    const actionsOf = (name: string) =>
      statements.filter(({ role }) => role.name === name).flatMap(({ statement }) => statement.actions.patterns);
    const own = actionsOf("ListAccountsRole");
    expect(own.filter((action) => /^(organizations|iam|sts|kms):/.test(action)).filter((action) => !action.startsWith("kms:"))).toEqual(
      read,
    );
    const asking = statements.filter(({ statement }) => statement.actions.patterns.some((action) => action.startsWith("organizations:")));
    expect(asking.map(({ role }) => role.name)).toEqual(["ListAccountsRole"]);
  });
});

describe("what apply-policy may do", () => {
  const tagged = { [`aws:ResourceTag/${PARAMETERS.TagKey}`]: ["on"] };
  const untagged = { [`aws:ResourceTag/${PARAMETERS.TagKey}`]: [] };
  const role = (path: string) => `arn:aws:iam::${ACCOUNT}:role/${path}`;
  const policy = (path: string) => [`arn:aws:iam::${ACCOUNT}:policy/${path}`];
  const refined = policy("whittle/whittle-MyRole");

  test.each([
    ["attach a refined policy to a tagged role", "iam:AttachRolePolicy", role("MyRole"), { ...tagged, "iam:PolicyARN": refined }],
    ["detach any policy from a tagged role", "iam:DetachRolePolicy", role("apps/MyRole"), tagged],
    ["delete an inline policy of a tagged role", "iam:DeleteRolePolicy", role("apps/MyRole"), tagged],
    ["write a refined policy into a tagged role that has no place left for it", "iam:PutRolePolicy", role("apps/MyRole"), tagged],
    ["make a refined policy", "iam:CreatePolicy", refined[0] ?? "", { "aws:TagKeys": ["whittle:role", "whittle:review-id"] }],
    ["say on it whose it is", "iam:TagPolicy", refined[0] ?? "", { "aws:TagKeys": ["whittle:role", "whittle:review-id"] }],
    ["make a version of one", "iam:CreatePolicyVersion", refined[0] ?? "", {}],
    ["look which policy has a name", "iam:ListPolicies", "*", {}],
  ])("it may %s", (_, action, resource, context) => {
    expect(verdict("ApplyPolicyRole", action, resource, context)).toBe("allowed");
  });

  test.each([
    [
      "attach AdministratorAccess",
      "iam:AttachRolePolicy",
      role("MyRole"),
      { ...tagged, "iam:PolicyARN": ["arn:aws:iam::aws:policy/AdministratorAccess"] },
    ],
    ["attach a policy of another path", "iam:AttachRolePolicy", role("MyRole"), { ...tagged, "iam:PolicyARN": policy("MyPolicy") }],
    ["attach to a role without the tag", "iam:AttachRolePolicy", role("MyRole"), { ...untagged, "iam:PolicyARN": refined }],
    [
      "attach where the tag says off",
      "iam:AttachRolePolicy",
      role("MyRole"),
      { [`aws:ResourceTag/${PARAMETERS.TagKey}`]: ["off"], "iam:PolicyARN": refined },
    ],
    ["detach from a role without the tag", "iam:DetachRolePolicy", role("MyRole"), untagged],
    ["attach to what is no role", "iam:AttachRolePolicy", `arn:aws:iam::${ACCOUNT}:user/me`, { ...tagged, "iam:PolicyARN": refined }],
    ["delete an inline policy of a role without the tag", "iam:DeleteRolePolicy", role("MyRole"), untagged],
    ["delete an inline policy of its own role, even tagged", "iam:DeleteRolePolicy", role("whittle/stack-ApplyPolicyRole"), tagged],
    ["detach where the tag says off", "iam:DetachRolePolicy", role("MyRole"), { [`aws:ResourceTag/${PARAMETERS.TagKey}`]: ["off"] }],
    [
      "attach to its own role, even tagged",
      "iam:AttachRolePolicy",
      role("whittle/stack-ApplyPolicyRole"),
      { ...tagged, "iam:PolicyARN": refined },
    ],
    ["detach from its own role, even tagged", "iam:DetachRolePolicy", role("whittle/stack-ApplyPolicyRole"), tagged],
    ["touch the access role, even tagged", "iam:DetachRolePolicy", PARAMETERS.AccessRoleArn ?? "", tagged],
    ["touch a service-linked role, even tagged", "iam:DetachRolePolicy", role("aws-service-role/x.amazonaws.com/X"), tagged],
    ["give a refined policy a tag of another kind", "iam:TagPolicy", refined[0] ?? "", { "aws:TagKeys": ["whittle:role", "team"] }],
    ["make a refined policy with a tag of another kind", "iam:CreatePolicy", refined[0] ?? "", { "aws:TagKeys": ["team"] }],
    ["tag a policy of another path", "iam:TagPolicy", policy("MyPolicy")[0] ?? "", { "aws:TagKeys": ["whittle:role"] }],
    ["make a policy of another path", "iam:CreatePolicy", policy("MyPolicy")[0] ?? "", {}],
    ["make a version of a policy of another path", "iam:CreatePolicyVersion", policy("MyPolicy")[0] ?? "", {}],
    ["delete a version of a policy of another path", "iam:DeletePolicyVersion", policy("whittler/MyPolicy")[0] ?? "", {}],
    ["delete a refined policy: that is clean-up's, when the watch is over", "iam:DeletePolicy", refined[0] ?? "", {}],
    ["make a role", "iam:CreateRole", role("MyRole"), tagged],
    ["attach a policy to a user", "iam:AttachUserPolicy", `arn:aws:iam::${ACCOUNT}:user/me`, { "iam:PolicyARN": refined }],
    [
      "attach a policy of another account",
      "iam:AttachRolePolicy",
      role("MyRole"),
      { ...tagged, "iam:PolicyARN": ["arn:aws:iam::444455556666:policy/whittle/x"] },
    ],
    ["take a boundary off", "iam:DeleteRolePermissionsBoundary", role("MyRole"), tagged],
    ["put a boundary on", "iam:PutRolePermissionsBoundary", role("MyRole"), tagged],
    ["write an inline policy of a role without the tag", "iam:PutRolePolicy", role("MyRole"), untagged],
    ["write an inline policy of its own role, even tagged", "iam:PutRolePolicy", role("whittle/stack-ApplyPolicyRole"), tagged],
    ["write an inline policy of the access role, even tagged", "iam:PutRolePolicy", PARAMETERS.AccessRoleArn ?? "", tagged],
    ["tag a role, so that it may change it", "iam:TagRole", role("MyRole"), tagged],
    ["change who may assume a role", "iam:UpdateAssumeRolePolicy", role("MyRole"), tagged],
    ["pass a role", "iam:PassRole", role("MyRole"), tagged],
  ])("it may not %s", (_, action, resource, context) => {
    expect(verdict("ApplyPolicyRole", action, resource, context)).toMatch(/^(not-allowed|explicitly-denied)$/);
  });
});

test.each(
  ["ApplyPolicyRole", "RestoreRoleRole"].flatMap((name) =>
    ["DeleteRolePermissionsBoundary", "PutRolePermissionsBoundary", "TagRole", "UntagRole", "UpdateAssumeRolePolicy"].map(
      (action) => [name, action] as const,
    ),
  ),
)("%s is denied iam:%s, whatever else it should come to be allowed", (name, action) => {
  expect(verdict(name, `iam:${action}`, `arn:aws:iam::${ACCOUNT}:role/MyRole`, {})).toBe("explicitly-denied");
});

describe("what the functions for permission sets may do", () => {
  const tag = (...values: readonly string[]) => ({ [`aws:ResourceTag/${PARAMETERS.TagKey}`]: values });
  const set = `arn:aws:sso:::permissionSet/${PARAMETERS.IdentityCenterId}/ps-1234567890abcdef`;
  const elsewhere = set.replace(PARAMETERS.IdentityCenterId ?? "", "ssoins-fedcba0987654321");
  const instance = `arn:aws:sso:::instance/${PARAMETERS.IdentityCenterId}`;

  test.each([
    ["ApplySetRole", "write the inline policy of a tagged set", "sso:PutInlinePolicyToPermissionSet", set, tag("on")],
    ["ApplySetRole", "detach from a tagged set", "sso:DetachManagedPolicyFromPermissionSet", set, tag("on")],
    ["ApplySetRole", "provision a tagged set", "sso:ProvisionPermissionSet", set, tag("on")],
    ["ApplySetRole", "look who is assigned to a set", "sso:ListAccountAssignments", set, tag()],
    ["RestoreSetRole", "give a withdrawn set its policies back", "sso:AttachManagedPolicyToPermissionSet", set, tag("off")],
    ["ProposeSetRole", "read a set", "sso:DescribePermissionSet", set, tag()],
  ])("%s may %s", (role, _, action, resource, context) => {
    expect(verdict(role, action, resource, context)).toBe("allowed");
    if (action !== "sso:DescribePermissionSet") expect(verdict(role, action, instance, {})).toBe("allowed");
  });

  test.each([
    ["ApplySetRole", "attach a managed policy", "sso:AttachManagedPolicyToPermissionSet", set, tag("on")],
    ["ApplySetRole", "write into a set without the tag", "sso:PutInlinePolicyToPermissionSet", set, tag()],
    ["ApplySetRole", "write into a set whose tag says off", "sso:PutInlinePolicyToPermissionSet", set, tag("off")],
    ["ApplySetRole", "write into a set of another instance", "sso:PutInlinePolicyToPermissionSet", elsewhere, tag("on")],
    ["ApplySetRole", "assign a set to somebody", "sso:CreateAccountAssignment", set, tag("on")],
    ["ApplySetRole", "tag a set, so that it may change it", "sso:TagResource", set, tag("on")],
    ["ApplySetRole", "take a boundary off", "sso:DeletePermissionsBoundaryFromPermissionSet", set, tag("on")],
    ["ApplySetRole", "change a role", "iam:AttachRolePolicy", `arn:aws:iam::${ACCOUNT}:role/MyRole`, tag("on")],
    ["RestoreSetRole", "give a set without the tag a policy", "sso:AttachManagedPolicyToPermissionSet", set, tag()],
    ["RestoreSetRole", "detach a policy", "sso:DetachManagedPolicyFromPermissionSet", set, tag("on")],
    ["RestoreSetRole", "assign a set to somebody", "sso:CreateAccountAssignment", set, tag("on")],
    ["ProposeSetRole", "write into a tagged set", "sso:PutInlinePolicyToPermissionSet", set, tag("on")],
    ["ApprovalPageRole", "write into a tagged set", "sso:PutInlinePolicyToPermissionSet", set, tag("on")],
    ["ApplyPolicyRole", "write into a tagged set", "sso:PutInlinePolicyToPermissionSet", set, tag("on")],
  ])("%s may not %s", (role, _, action, resource, context) => {
    expect(verdict(role, action, resource, context)).toMatch(/^(not-allowed|explicitly-denied)$/);
  });
});

describe("what restore-role, clean-up and propose-policy may do", () => {
  const untagged = { [`aws:ResourceTag/${PARAMETERS.TagKey}`]: [] };
  const tagged = { [`aws:ResourceTag/${PARAMETERS.TagKey}`]: ["on"] };
  const role = (path: string) => `arn:aws:iam::${ACCOUNT}:role/${path}`;
  const policy = (path: string) => `arn:aws:iam::${ACCOUNT}:policy/${path}`;
  const off = { [`aws:ResourceTag/${PARAMETERS.TagKey}`]: ["off"] };
  const refined = { "iam:PolicyARN": [policy("whittle/whittle-MyRole")] };
  const broad = { "iam:PolicyARN": ["arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"] };

  test.each([
    ["RestoreRoleRole", "attach to a tagged role what it had", "iam:AttachRolePolicy", role("MyRole"), { ...tagged, ...broad }],
    [
      "RestoreRoleRole",
      "attach to a withdrawn role, whose tag says off, what it had",
      "iam:AttachRolePolicy",
      role("MyRole"),
      { ...off, ...broad },
    ],
    ["RestoreRoleRole", "detach a refined policy from a withdrawn role", "iam:DetachRolePolicy", role("MyRole"), { ...off, ...refined }],
    [
      "RestoreRoleRole",
      "detach a refined policy from a role without the tag",
      "iam:DetachRolePolicy",
      role("MyRole"),
      { ...untagged, ...refined },
    ],
    ["RestoreRoleRole", "put an inline policy back on it", "iam:PutRolePolicy", role("MyRole"), tagged],
    ["RestoreRoleRole", "take the refined policy out of it", "iam:DeleteRolePolicy", role("MyRole"), off],
    ["RestoreRoleRole", "read that back", "iam:GetRolePolicy", role("MyRole"), tagged],
    ["RestoreRoleRole", "detach a refined policy from it", "iam:DetachRolePolicy", role("MyRole"), { ...tagged, ...refined }],
    ["RestoreRoleRole", "set a refined policy's version back", "iam:SetDefaultPolicyVersion", policy("whittle/whittle-MyRole"), {}],
    ["RestoreRoleRole", "look which policy has a name", "iam:ListPolicies", "*", {}],
    ["ProposePolicyRole", "look which policy has a name", "iam:ListPolicies", "*", {}],
    ["CleanUpRole", "delete a refined policy", "iam:DeletePolicy", policy("whittle/whittle-MyRole"), {}],
  ])("%s may %s", (name, _, action, resource, context) => {
    expect(verdict(name, action, resource, context)).toBe("allowed");
  });

  test.each([
    ["RestoreRoleRole", "attach to a role without the tag", "iam:AttachRolePolicy", role("MyRole"), { ...untagged, ...broad }],
    ["RestoreRoleRole", "write an inline policy of a role without the tag", "iam:PutRolePolicy", role("MyRole"), untagged],
    ["RestoreRoleRole", "write an inline policy of its own role, even tagged", "iam:PutRolePolicy", role("whittle/x"), tagged],
    ["RestoreRoleRole", "delete an inline policy of a role without the tag", "iam:DeleteRolePolicy", role("MyRole"), untagged],
    ["RestoreRoleRole", "delete an inline policy of its own role, even tagged", "iam:DeleteRolePolicy", role("whittle/x"), tagged],
    ["RestoreRoleRole", "attach to its own role, even tagged", "iam:AttachRolePolicy", role("whittle/x"), { ...tagged, ...broad }],
    ["RestoreRoleRole", "detach what is not refined", "iam:DetachRolePolicy", role("MyRole"), { ...tagged, ...broad }],
    [
      "RestoreRoleRole",
      "detach a policy of the account that is not refined",
      "iam:DetachRolePolicy",
      role("MyRole"),
      { ...tagged, "iam:PolicyARN": [policy("MyPolicy")] },
    ],
    ["RestoreRoleRole", "delete a refined policy", "iam:DeletePolicy", policy("whittle/whittle-MyRole"), {}],
    [
      "RestoreRoleRole",
      "attach to the access role, even tagged",
      "iam:AttachRolePolicy",
      PARAMETERS.AccessRoleArn ?? "",
      { ...tagged, ...broad },
    ],
    ["RestoreRoleRole", "tag a role, so that it may change it", "iam:TagRole", role("MyRole"), tagged],
    ["RestoreRoleRole", "change who may assume a role", "iam:UpdateAssumeRolePolicy", role("MyRole"), tagged],
    ["RestoreRoleRole", "touch a boundary", "iam:DeleteRolePermissionsBoundary", role("MyRole"), tagged],
    [
      "RestoreRoleRole",
      "give a policy a tag of another kind",
      "iam:TagPolicy",
      policy("whittle/whittle-MyRole"),
      { "aws:TagKeys": ["team"] },
    ],
    ["RestoreRoleRole", "change a policy of another path", "iam:CreatePolicyVersion", policy("MyPolicy"), {}],
    ["CleanUpRole", "delete a policy of another path", "iam:DeletePolicy", policy("MyPolicy"), {}],
    ["CleanUpRole", "attach anything", "iam:AttachRolePolicy", role("MyRole"), { ...tagged, ...refined }],
    ["CleanUpRole", "detach anything", "iam:DetachRolePolicy", role("MyRole"), { ...tagged, ...refined }],
  ])("%s may not %s", (name, _, action, resource, context) => {
    expect(verdict(name, action, resource, context)).toMatch(/^(not-allowed|explicitly-denied)$/);
  });
});

describe("what start-generation may pass", () => {
  const accessRole = PARAMETERS.AccessRoleArn ?? "";
  test.each([
    ["the access role to Access Analyzer", accessRole, "access-analyzer.amazonaws.com", "allowed"],
    ["the access role to another service", accessRole, "lambda.amazonaws.com", "not-allowed"],
    ["another role to Access Analyzer", `arn:aws:iam::${ACCOUNT}:role/Admin`, "access-analyzer.amazonaws.com", "not-allowed"],
  ])("%s: %s, %s: %s", (_, resource, service, expected) => {
    expect(verdict("StartGenerationRole", "iam:PassRole", resource, { "iam:PassedToService": [service] })).toBe(expected);
  });
});

describe("what the functions of a rehearsal may do", () => {
  const rule = (name: string) => `arn:aws:events:eu-central-1:${ACCOUNT}:rule/${name}`;
  const own = rule("whittle-rehearsal-r1");
  const target = (name: string) => ({ "events:TargetArn": [`arn:aws:stack:eu-central-1:${ACCOUNT}:${name}`] });

  test.each([
    ["RehearseChangeRole", "make the rule of a rehearsal", "events:PutRule", own, {}],
    ["RehearseChangeRole", "hand its events to rehearse-call", "events:PutTargets", own, target("RehearseCallFunction")],
    ["RehearseChangeRole", "take it away", "events:DeleteRule", own, {}],
    ["RehearseCallRole", "take it away", "events:DeleteRule", own, {}],
    ["RehearseCallRole", "take its target away", "events:RemoveTargets", own, {}],
  ])("%s may %s", (name, _, action, resource, context) => {
    expect(verdict(name, action, resource, context)).toBe("allowed");
  });

  test.each([
    ["RehearseChangeRole", "make another rule", "events:PutRule", rule("nightly"), {}],
    ["RehearseChangeRole", "take another rule away", "events:DeleteRule", rule("nightly"), {}],
    ["RehearseChangeRole", "hand events to another function", "events:PutTargets", own, target("ApplyPolicyFunction")],
    [
      "RehearseChangeRole",
      "hand another rule's events to rehearse-call",
      "events:PutTargets",
      rule("nightly"),
      target("RehearseCallFunction"),
    ],
    ["RehearseCallRole", "make a rule", "events:PutRule", own, {}],
    ["RehearseCallRole", "hand a rule's events to anything", "events:PutTargets", own, target("RehearseCallFunction")],
    ["RehearseCallRole", "take another rule away", "events:DeleteRule", rule("nightly"), {}],
  ])("%s may not %s", (name, _, action, resource, context) => {
    expect(verdict(name, action, resource, context)).toBe("not-allowed");
  });

  test("only the rules of rehearsals of this account may call rehearse-call", () => {
    expect(resourcesOf("template.yaml").RehearseCallPermission).toMatchObject({
      Properties: {
        Principal: "events.amazonaws.com",
        SourceArn: { value: "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/whittle-rehearsal-*" },
      },
    });
  });
});

describe("what of the record a function may write", () => {
  const TABLE = `arn:aws:stack:eu-central-1:${ACCOUNT}:ReviewTable`;
  const writers = (partition: string, attribute: string) =>
    roles
      .map(({ name }) => name)
      .filter((name) => {
        const context = { "dynamodb:LeadingKeys": [partition], "dynamodb:Attributes": ["pk", "sk", attribute] };
        return ["PutItem", "UpdateItem"].some((write) => verdict(name, `dynamodb:${write}`, TABLE, context) === "allowed");
      });

  /** They write what was seen and what is proposed. */
  const MAKERS = ["CheckGenerationRole", "ProposePolicyRole", "ProposeSetRole"];

  test.each([
    ["documents", "REVIEW#r1", "data", MAKERS],
    ["the heads of documents", "REVIEW#r1", "hash", MAKERS],
    ["sessions that signed out, where people sign out", "SESSION#s1", "expiresAt", ["ApprovalPageRole"]],
    ["what is no part of the record", "OTHER#o1", "entry", []],
    ["what is no attribute of the record", "REVIEW#r1", "other", []],
    ["what roles are to keep", "ROLE#MyRole", "keep", ["RehearseChangeRole", "RestoreRoleRole", "RestoreSetRole"]],
  ])("%s", (_, partition, attribute, expected) => {
    expect(writers(partition, attribute)).toEqual(expected);
  });
});

describe("who may write a review and its role", () => {
  const at = "2026-11-28T10:00:00.000Z";
  const role = roleKey(`arn:aws:iam::${ACCOUNT}:role/MyRole`);
  const lease = { fencingToken: 1, holder: { reviewId: "r1", by: "role-review", at } };
  const history = { role, openReviewId: "r1", settledAt: at, triedAt: at, decidedReviewId: "r1", lease };
  const [write] = updateRole({ name: "reviews" }, { role }, history);
  const ofRole = [...(write?.Update?.UpdateExpression ?? "").matchAll(/(\w+) = :/g)].map(([, attribute = ""]) => attribute);
  const mayWrite = (name: string, action: string, partition: string, attributes: readonly string[]) =>
    verdict(name, action, `arn:aws:stack:eu-central-1:${ACCOUNT}:ReviewTable`, {
      "dynamodb:LeadingKeys": [partition],
      "dynamodb:Attributes": ["pk", "sk", ...attributes],
    }) === "allowed";
  const writers = roles.map(({ name }) => name).filter((name) => mayWrite(name, "dynamodb:UpdateItem", "ROLE#MyRole", ["openReviewId"]));

  test("are those that change a role, among others", () => {
    expect(writers).toEqual(expect.arrayContaining(["ApplyPolicyRole", "RestoreRoleRole"]));
    expect(ofRole).toContain("fencingToken");
  });

  test.each(writers)("%s: all that the record holds of both, since they are written as one", (name) => {
    const review = Object.keys(reviewItem(aReview("r1", "MyRole", "applying", at)));
    expect(ofRole.filter((attribute) => !mayWrite(name, "dynamodb:UpdateItem", "ROLE#MyRole", [attribute]))).toEqual([]);
    expect(review.filter((attribute) => !mayWrite(name, "dynamodb:PutItem", "REVIEW#r1", [attribute]))).toEqual([]);
  });
});

describe("what of the record a function may delete", () => {
  const TABLE = `arn:aws:stack:eu-central-1:${ACCOUNT}:ReviewTable`;
  const deleters = (partition: string) =>
    roles
      .map(({ name }) => name)
      .filter((name) => verdict(name, "dynamodb:DeleteItem", TABLE, { "dynamodb:LeadingKeys": [partition] }) === "allowed");

  test.each([
    ["parts of documents", "REVIEW#r1", ["CheckGenerationRole", "ProposePolicyRole", "ProposeSetRole"]],
    ["what is known of a role", "ROLE#MyRole", []],
    ["sessions that signed out", "SESSION#s1", []],
  ])("%s", (_, partition, expected) => {
    expect(deleters(partition)).toEqual(expected);
  });
});

describe("what a function may do with the audit trail", () => {
  const stackArn = (name: string) => `arn:aws:stack:eu-central-1:${ACCOUNT}:${name}`;
  const bucket = (key: string) => `arn:aws:s3:::${PARAMETERS.AuditBucket}/${ACCOUNT}/eu-central-1/whittle/${key}`;
  const who = (action: string, resource: string, context: Readonly<Record<string, readonly string[]>> = {}) =>
    roles.map(({ name }) => name).filter((name) => verdict(name, action, resource, context) === "allowed");

  test.each([
    ["add an entry", "dynamodb:PutItem", stackArn("AuditTable"), ["RecordAuditRole"]],
    ["change one in place", "dynamodb:UpdateItem", stackArn("AuditTable"), []],
    ["delete one", "dynamodb:DeleteItem", stackArn("AuditTable"), []],
  ])("%s", (_, action, resource, expected) => {
    expect(who(action, resource)).toEqual(expected);
  });

  test("its keeper writes nothing to the record, and changes no role", () => {
    const keeper = roles.find(({ name }) => name === "RecordAuditRole");
    const actions = keeper?.policies.flatMap((policy) => policy.statements.flatMap((statement) => statement.actions.patterns)) ?? [];
    expect(actions).toContain("dynamodb:PutItem");
    expect(actions.filter((action) => /^(iam|sns|states):/.test(action))).toEqual([]);
    for (const action of ["PutItem", "UpdateItem", "DeleteItem"])
      expect(verdict("RecordAuditRole", `dynamodb:${action}`, stackArn("ReviewTable"), { "dynamodb:LeadingKeys": ["REVIEW#r1"] })).toBe(
        "not-allowed",
      );
  });

  test("it is told of by its keeper alone, under Whittle's own name", () => {
    const bus = `arn:aws:events:eu-central-1:${ACCOUNT}:event-bus/default`;
    expect(who("events:PutEvents", bus, { "events:source": ["whittle"] })).toEqual(["RecordAuditRole"]);
    expect(who("events:PutEvents", bus, { "events:source": ["other"] })).toEqual([]);
  });

  test.each([
    ["s3:PutObject", ["RecordAuditRole"]],
    ["s3:GetObject", []],
    ["s3:DeleteObject", []],
    ["s3:PutObjectRetention", []],
  ])("%s in the operator's bucket", (action, expected) => {
    expect(who(action, bucket("2026/11/28/000000000001.json"))).toEqual(expected);
  });
});

describe("what follow-pull-request may do", () => {
  const token = PARAMETERS.CodeTokenArn ?? "";

  test("it reads the host's token alone of all secrets, and nobody else reads that", () => {
    const readers = roles.filter(({ name }) => verdict(name, "secretsmanager:GetSecretValue", token, {}) === "allowed");
    expect(readers.map(({ name }) => name)).toEqual(["FollowPullRequestRole"]);
    expect(verdict("FollowPullRequestRole", "secretsmanager:GetSecretValue", PARAMETERS.OidcClientSecretArn ?? "", {})).toBe("not-allowed");
  });

  test("it reads IAM, and has no action that writes it", () => {
    const own = statements
      .filter(({ role }) => role.name === "FollowPullRequestRole")
      .flatMap(({ statement }) => statement.actions.patterns);
    const iam = own.filter((action) => action.startsWith("iam:")).map((action) => catalogue.find(action)?.level);
    expect(new Set(iam)).toEqual(new Set(["Read", "List"]));
  });
});

describe("what the approval page may read of secrets", () => {
  test("the OpenID client's own, where the stack names one, and no other", () => {
    const secret = PARAMETERS.OidcClientSecretArn ?? "";
    expect(verdict("ApprovalPageRole", "secretsmanager:GetSecretValue", secret, {})).toBe("allowed");
    expect(verdict("ApprovalPageRole", "secretsmanager:GetSecretValue", `${secret}x`, {})).not.toBe("allowed");
    expect(verdict("ApprovalPageRole", "secretsmanager:PutSecretValue", secret, {})).not.toBe("allowed");
  });
});

function verdict(name: string, action: string, resource: string, context: Readonly<Record<string, readonly string[]>>) {
  const role: TemplateRole | undefined = roles.find((candidate) => candidate.name === name);
  const known = Object.entries(context).map(([key, values]) => [key.toLowerCase(), values] as const);
  return slowlyDecides(role?.policies ?? [], { action, resource, context: Object.fromEntries(known) });
}
