import { describe, expect, test } from "vitest";
import { propose } from "#core/review/propose/propose.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { roleWith } from "#test/core/review/propose/roles.ts";
import { asOneRole } from "#test/core/usage/one-role.ts";
import { rawRecord } from "#test/core/usage/records.ts";

const window = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-31T00:00:00.000Z" };
const HERE = "eu-west-1:111122223333";

interface Called {
  readonly source: string;
  readonly name: string;
  readonly request: object;
  readonly errorCode?: string;
  readonly arns?: readonly string[];
}

/** What AdministratorAccess is refined to after these calls: the resources of an action. */
function keptOf(action: string, calls: readonly Called[]): readonly string[] {
  const role = roleWith(["AdministratorAccess"]);
  const records = calls.map(({ source, name, request, errorCode, arns = [] }) =>
    rawRecord({
      eventSource: `${source}.amazonaws.com`,
      eventName: name,
      requestParameters: request,
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(arns.length === 0 ? {} : { resources: arns.map((ARN) => ({ ARN })) }),
    }),
  );
  const activity = asOneRole(records, role.arn, window);
  const input = { review: { id: "r1", window }, role, roleFingerprint: "", activity, keep: [], proposedAt: window.to, catalogue };
  const statements = propose(input).policies.flatMap(({ document }) => document.Statement);
  return statements
    .filter(({ Action = [] }) => [Action].flat().includes(action))
    .flatMap(({ Resource = [] }) => Resource)
    .sort();
}

describe("a call that names a pattern keeps no more than what it names", () => {
  test.each<[string, Called, readonly string[]]>([
    [
      "secretsmanager:GetSecretValue",
      { source: "secretsmanager", name: "GetSecretValue", request: { secretId: `arn:aws:secretsmanager:${HERE}:secret:*` } },
      [`arn:aws:secretsmanager:${HERE}:secret:?`],
    ],
    [
      "kms:Decrypt",
      { source: "kms", name: "Decrypt", request: { keyId: `arn:aws:kms:${HERE}:key/*` }, errorCode: "NotFoundException" },
      [`arn:aws:kms:${HERE}:key/?`],
    ],
    [
      "s3:GetObject",
      { source: "s3", name: "GetObject", request: { bucketName: "b", key: "*" }, arns: ["arn:aws:s3:::b/*"] },
      ["arn:aws:s3:::b/?"],
    ],
    [
      "iam:PassRole",
      { source: "ecs", name: "RegisterTaskDefinition", request: { family: "f", taskRoleArn: "arn:aws:iam::111122223333:role/*" } },
      ["arn:aws:iam::111122223333:role/*/?", "arn:aws:iam::111122223333:role/?"],
    ],
    [
      "glue:UpdateTable",
      { source: "glue", name: "UpdateTable", request: { databaseName: "*", tableInput: { name: "*" } } },
      [`arn:aws:glue:${HERE}:catalog`, `arn:aws:glue:${HERE}:database/?`, `arn:aws:glue:${HERE}:table/?/?`],
    ],
    [
      "wafv2:UpdateIPSet",
      { source: "wafv2", name: "UpdateIPSet", request: { scope: "REGIONAL", name: "*", id: "*" } },
      [`arn:aws:wafv2:${HERE}:regional/ipset/?/?`],
    ],
    [
      "s3:PutBucketTagging",
      { source: "tagging", name: "TagResources", request: { resourceARNList: ["arn:aws:s3:::*"], tags: { a: "b" } } },
      ["arn:aws:s3:::?"],
    ],
  ])("%s", (action, call, kept) => {
    expect(keptOf(action, [call])).toEqual(kept);
  });
});

test("a call that failed and names nothing that can be read does not open what others name", () => {
  const secretId = `arn:aws:secretsmanager:${HERE}:secret:db-AbCdEf`;
  const read = { source: "secretsmanager", name: "GetSecretValue", request: { secretId } };
  const vague = { ...read, request: { secretId: "a b" }, errorCode: "ResourceNotFoundException" };
  expect(keptOf("secretsmanager:GetSecretValue", [read, vague])).toEqual([secretId]);
  expect(keptOf("secretsmanager:GetSecretValue", [read, { ...vague, errorCode: "EntityAlreadyExists" }])).not.toEqual([secretId]);
});
