import { expect, test } from "vitest";
import { roleState } from "#adapters/aws/iam/role-state.ts";
import { asArn } from "#test/names.ts";

const role = {
  Arn: "arn:aws:iam::111122223333:role/apps/MyRole",
  RoleName: "MyRole",
  Path: "/apps/",
  CreateDate: new Date("2026-01-01T00:00:00Z"),
  AssumeRolePolicyDocument: encodeURIComponent('{"Version":"2012-10-17","Statement":[]}'),
};
const document = encodeURIComponent('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}');

function sharedOf(arn: string, carriers: number): boolean | undefined {
  const policy = { arn: asArn(arn), name: "P", versionId: "v1", document, carriers };
  return roleState(role, { attached: [policy], inline: [], instanceProfiles: [] }).attached[0]?.shared;
}

test.each([
  ["whittle/whittle-MyRole", 1, undefined],
  ["whittle/whittle-MyRole", 2, true],
  ["whittle/whittle-MyRole", 3, true],
  ["team/Shared", 2, undefined],
])("policy/%s that %i carry: shared is %s", (path, carriers, shared) => {
  expect(sharedOf(`arn:aws:iam::111122223333:policy/${path}`, carriers)).toBe(shared);
});

test.each([
  ["says nothing of its use", undefined, [undefined, undefined]],
  ["says that it has none", {}, [true, undefined]],
  [
    "says when it was",
    { LastUsedDate: new Date("2026-02-01T00:00:00Z"), Region: "eu-west-1" },
    [undefined, { at: "2026-02-01T00:00:00.000Z", region: "eu-west-1" }],
  ],
] as const)("a role counts as never used where IAM says so alone: it %s", (_, RoleLastUsed, expected) => {
  const { neverUsed, lastUsed } = roleState({ ...role, RoleLastUsed }, { attached: [], inline: [], instanceProfiles: [] });
  expect([neverUsed, lastUsed]).toEqual(expected);
});
