import { describe, expect, test } from "vitest";
import { permissionSetsOf } from "#core/review/permission-sets/permission-set.ts";
import { type SetState, setStateOf } from "#core/review/permission-sets/set-state.ts";
import { type SetRoleOptions, setRole } from "./set-role.ts";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const allow = (...actions: readonly string[]) => ({ Effect: "Allow", Action: actions, Resource: "*" });
const deny = (...actions: readonly string[]) => ({ ...allow(...actions), Effect: "Deny" });
const json = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const own = (account: string, text: string) => [{ arn: `arn:aws:iam::${account}:policy/Team`, json: text }];

function stateOf(...roles: readonly SetRoleOptions[]) {
  const accounts = ["111122223333", "444455556666", "777788889999"];
  const [set] = permissionSetsOf(roles.map((options, index) => setRole({ account: accounts[index] ?? "", ...options })));
  if (!set) throw new Error("There is no set.");
  return setStateOf(set);
}

function united(...roles: readonly SetRoleOptions[]): SetState {
  const state = stateOf(...roles);
  if ("id" in state) throw new Error(state.id);
  return state;
}

describe("roles that are not one set", () => {
  test.each([
    ["managed policies", { attached: [{ arn: ADMIN, json: json(allow("*")) }] }],
    ["inline policy", { inline: [{ name: "AwsSSOInlinePolicy", json: json(allow("s3:*")) }] }],
    ["permissions boundary", { boundaryArn: ADMIN }],
  ])("differ in their %s", (part, other) => {
    expect(stateOf({}, other)).toEqual({ id: "roles-differ", part, accounts: ["111122223333", "444455556666"] });
  });

  test("have the same boundary by name, each in its own account", () => {
    const { role } = united({ boundaryArn: "arn:aws:iam::111122223333:policy/B" }, { boundaryArn: "arn:aws:iam::444455556666:policy/B" });
    expect(role.boundaryArn).toBe("arn:aws:iam::*:policy/B");
  });
});

test("AWS's own policy counts in its newest version", () => {
  const version = (versionId: string, action: string) => ({ attached: [{ arn: ADMIN, versionId, json: json(allow(action)) }] });
  const { role, differing } = united(version("v9", "s3:*"), version("v10", "*"));
  expect(role.attached.map(({ versionId, json: text }) => [versionId, text])).toEqual([["v10", json(allow("*"))]]);
  expect(differing).toEqual([]);
});

test("of a policy that differs, what all allow and any denies counts", () => {
  const one = json(allow("s3:*"), allow("sqs:*"), deny("iam:*"));
  const other = json(allow("sqs:*"), deny("kms:*"));
  const { role, differing } = united({ attached: own("111122223333", one) }, { attached: own("444455556666", other) });
  expect(differing).toEqual(["Team"]);
  expect(role.attached[0]?.document.statements.map(({ effect, actions }) => [effect, ...actions.patterns])).toEqual([
    ["Allow", "sqs:*"],
    ["Deny", "iam:*"],
    ["Deny", "kms:*"],
  ]);
});

test("the last use is told where IAM tells it of all roles", () => {
  expect(united({ lastUsed: "2026-01-01T00:00:00.000Z" }, { neverUsed: true }).role.lastUsed?.at).toBe("2026-01-01T00:00:00.000Z");
  expect(united({ lastUsed: "2026-01-01T00:00:00.000Z" }, {}).role.lastUsed).toBeUndefined();
  expect(united({ neverUsed: true }, { neverUsed: true }).role.neverUsed).toBe(true);
  expect(united({ neverUsed: true }, {}).role.neverUsed).toBeUndefined();
});
