import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { slowlyDecides } from "#test/core/policy/slow-evaluator.ts";
import { ACCOUNT, type KeyPolicy, resourcesOf, templateKeys, templateRoles } from "./template.ts";

const keys = templateKeys("template.yaml");
const ROLES = templateRoles("template.yaml").map(({ name }) => name);

/** Who may make, and who may check, a signature of each key. */
const EXPECTED = {
  VoteKey: { signs: ["ApprovalPageRole"], checks: ["ApplyPolicyRole", "RestoreRoleRole"] },
  ReviewLinkKey: { signs: ["ApprovalPageRole", "RequestApprovalRole", "SendDigestRole"], checks: ["ApprovalPageRole"] },
  RestoreLinkKey: { signs: ["ApplyPolicyRole", "TellDeniedRole"], checks: ["ApprovalPageRole"] },
  PageKey: { signs: ["ApprovalPageRole"], checks: ["ApprovalPageRole"] },
};

test("every key of the stack is here, and signs with HMAC-SHA-256", () => {
  expect([...keys.keys()].sort()).toEqual(Object.keys(EXPECTED).sort());
  const { ReviewLinkKey } = resourcesOf("template.yaml");
  expect(v.parse(v.looseObject({ Properties: v.unknown() }), ReviewLinkKey).Properties).toMatchObject({
    KeySpec: "HMAC_256",
    KeyUsage: "GENERATE_VERIFY_MAC",
  });
});

describe.each(Object.entries(EXPECTED))("%s", (name, { signs, checks }) => {
  test.each([
    ["kms:GenerateMac", signs],
    ["kms:VerifyMac", checks],
  ] as const)("%s: %j alone, and not even who may do everything in the account", (action, expected) => {
    const policy = keys.get(name) ?? [];
    expect(ROLES.filter((role) => isLetIn(policy, action, role)).sort()).toEqual([...expected].sort());
    expect(isLetIn(policy, action, undefined)).toBe(false);
  });
});

test("no role's own policy speaks of a key", () => {
  const statements = templateRoles("template.yaml").flatMap(({ policies }) => policies.flatMap((policy) => policy.statements));
  expect(statements.flatMap(({ actions }) => actions.patterns).filter((action) => action.startsWith("kms:"))).toEqual([]);
});

/** By the key's policy alone, for a role that may do everything; without a role, for an administrator. */
function isLetIn(policy: readonly KeyPolicy[], action: string, role: string | undefined): boolean {
  const principal = role === undefined ? `arn:aws:iam::${ACCOUNT}:role/Administrator` : `arn:aws:stack:eu-central-1:${ACCOUNT}:${role}`;
  const asked = {
    action,
    resource: "*",
    context: { "aws:principalarn": [principal], "kms:macalgorithm": ["HMAC_SHA_256"] },
  };
  const forAll = policy.filter(({ principals }) => principals.includes("*") || principals.some((arn) => arn.endsWith(":root")));
  const forRole = policy.filter(({ principals }) => principals.includes(principal));
  return (
    slowlyDecides(
      [...forAll, ...forRole].map(({ document }) => document),
      asked,
    ) === "allowed"
  );
}
