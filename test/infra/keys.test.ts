import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { slowlyDecides } from "#test/core/policy/slow-evaluator.ts";
import { ACCOUNT, type KeyPolicy, resourcesOf, type TemplateRole, templateKeys, templateRoles } from "./template.ts";

const keys = templateKeys("template.yaml");
const ROLES = templateRoles("template.yaml").map(({ name }) => name);

/** Who may make, and who may check, a signature of each key. */
const EXPECTED = {
  VoteKey: {
    signs: ["ApprovalPageRole"],
    checks: ["ApplyPolicyRole", "ApplySetRole", "FollowPullRequestRole", "RestoreRoleRole", "RestoreSetRole", "RecordAuditRole"],
  },
  ReviewLinkKey: { signs: ["ApprovalPageRole", "RequestApprovalRole", "SendDigestRole"], checks: ["ApprovalPageRole"] },
  RestoreLinkKey: { signs: ["ApplyPolicyRole", "ApplySetRole", "TellDeniedRole"], checks: ["ApprovalPageRole"] },
  ProposalKey: {
    signs: ["CheckGenerationRole", "ProposePolicyRole", "ProposeSetRole", "RehearseCallRole"],
    checks: ["ApprovalPageRole", "ProposePolicyRole", "ProposeSetRole", "RequestApprovalRole", "SendDigestRole"],
  },
  PageKey: { signs: ["ApprovalPageRole"], checks: ["ApprovalPageRole"] },
  EvidenceKey: { signs: ["ListTrailRole", "ReadPartRole"], checks: ["CheckGenerationRole", "ReadPartRole"] },
};

test("every key of the stack is here, and signs with HMAC-SHA-256, or with a key pair where everybody may check", () => {
  expect([...keys.keys()].sort()).toEqual([...Object.keys(EXPECTED), "AuditKey"].sort());
  const { AuditKey } = resourcesOf("template.yaml");
  expect(v.parse(v.looseObject({ Properties: v.unknown() }), AuditKey).Properties).toMatchObject({
    KeySpec: "ECC_NIST_P256",
    KeyUsage: "SIGN_VERIFY",
  });
  const others = Object.entries(resourcesOf("template.yaml")).filter(([name]) => name in EXPECTED);
  expect(others).toHaveLength(Object.keys(EXPECTED).length);
  for (const [, key] of others) expect(key).toMatchObject({ Properties: { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" } });
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

  test.each([
    ["kms:GenerateMac", signs],
    ["kms:VerifyMac", checks],
  ] as const)("%s: the policy names %j, whose own policies say nothing of keys", (action, expected) => {
    const byName = (keys.get(name) ?? []).filter(({ principals }) => !principals.some(isAccount));
    expect(ROLES.filter((role) => isLetIn(byName, action, role)).sort()).toEqual([...expected].sort());
  });
});

describe("AuditKey", () => {
  const policy = keys.get("AuditKey") ?? [];

  test("signs for the keeper of the audit trail alone, and not even for who may do everything in the account", () => {
    expect(ROLES.filter((role) => isLetIn(policy, "kms:Sign", role))).toEqual(["RecordAuditRole"]);
    expect(isLetIn(policy, "kms:Sign", undefined)).toBe(false);
    const byName = policy.filter(({ principals }) => !principals.some(isAccount));
    expect(ROLES.filter((role) => isLetIn(byName, "kms:Sign", role))).toEqual(["RecordAuditRole"]);
  });

  test("shows its public half to whom the account lets read it", () => {
    expect(isLetIn(policy, "kms:GetPublicKey", undefined)).toBe(true);
  });
});

describe("keys of the operator's own", () => {
  const ownKeys = ["DataKeyArn", "OidcClientSecretKeyArn", "CodeTokenKeyArn", "AuditBucketKeyArn"].map(
    (name) => `arn:aws:stack:eu-central-1:111122223333:${name}`,
  );
  /** It encrypts the trail's logs, which may lie in another region. */
  const TRAIL_KEY = "arn:aws:stack:eu-central-1:111122223333:TrailKeyArn";
  const roles = templateRoles("template.yaml");
  const may = (role: TemplateRole, action: string, service: string) =>
    ownKeys.filter((resource) => {
      const context = { "kms:viaservice": [`${service}.eu-central-1.amazonaws.com`] };
      return slowlyDecides(role.policies, { action, resource, context }) === "allowed";
    });
  const grants = (role: TemplateRole, action: string) =>
    role.policies.some(({ statements }) => statements.some(({ actions }) => actions.patterns.includes(action)));

  test("no role's own policy speaks of another key, or of these beside the service that uses them", () => {
    const statements = roles.flatMap(({ policies }) => policies.flatMap((policy) => policy.statements));
    const ofKeys = statements
      .filter(({ actions }) => actions.patterns.some((action) => action.startsWith("kms:")))
      .filter(({ resources }) => !resources.patterns.includes(TRAIL_KEY));
    expect(ofKeys.length).toBeGreaterThan(20);
    expect(ofKeys.flatMap(({ resources }) => resources.patterns).filter((arn) => !ownKeys.includes(arn))).toEqual([]);
    expect(ofKeys.filter(({ conditions }) => !JSON.stringify(conditions).includes("kms:ViaService"))).toEqual([]);
  });

  test("every role that uses the table may use its key through DynamoDB, and no other", () => {
    const users = roles.filter((role) => ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"].some((action) => grants(role, action)));
    expect(users.length).toBeGreaterThan(10);
    expect(roles.filter((role) => may(role, "kms:Decrypt", "dynamodb").length > 0)).toEqual(users);
  });

  test("every role that publishes may use the topics' key through SNS, and no other", () => {
    const users = roles.filter((role) => grants(role, "sns:Publish"));
    expect(users.length).toBeGreaterThan(5);
    expect(roles.filter((role) => may(role, "kms:GenerateDataKey", "sns").length > 0)).toEqual(users);
  });

  test("the keeper of the audit trail alone writes into the bucket of copies with its key, and reads nothing there", () => {
    expect(roles.filter((role) => may(role, "kms:GenerateDataKey", "s3").length > 0).map(({ name }) => name)).toEqual(["RecordAuditRole"]);
    expect(roles.filter((role) => may(role, "kms:Decrypt", "s3").length > 0)).toEqual([]);
  });

  test("the page alone reads the client's secret, and follow-pull-request alone the host's token", () => {
    const readers = roles.map((role) => [role.name, may(role, "kms:Decrypt", "secretsmanager").map((arn) => arn.split(":").at(-1))]);
    expect(readers.filter(([, keys]) => keys?.length !== 0)).toEqual([
      ["FollowPullRequestRole", ["CodeTokenKeyArn"]],
      ["ApprovalPageRole", ["OidcClientSecretKeyArn"]],
    ]);
  });
});

/** By the key's policy alone, for a role that may do everything; without a role, for an administrator. */
function isLetIn(policy: readonly KeyPolicy[], action: string, role: string | undefined): boolean {
  const principal = role === undefined ? `arn:aws:iam::${ACCOUNT}:role/Administrator` : `arn:aws:stack:eu-central-1:${ACCOUNT}:${role}`;
  const asked = {
    action,
    resource: "*",
    context: { "aws:principalarn": [principal], "kms:macalgorithm": ["HMAC_SHA_256"], "kms:signingalgorithm": ["ECDSA_SHA_256"] },
  };
  const forAll = policy.filter(({ principals }) => principals.includes("*") || principals.some(isAccount));
  const forRole = policy.filter(({ principals }) => principals.includes(principal));
  return (
    slowlyDecides(
      [...forAll, ...forRole].map(({ document }) => document),
      asked,
    ) === "allowed"
  );
}

/** Whom the account's own policies let in. */
function isAccount(principal: string): boolean {
  return principal.endsWith(":root");
}
