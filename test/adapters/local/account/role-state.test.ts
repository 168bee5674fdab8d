import { describe, expect, test } from "vitest";
import { roleState } from "#adapters/local/account/role-state.ts";
import { parseSnapshot } from "#adapters/local/account/snapshot.ts";

const ACCOUNT = "arn:aws-cn:iam::111122223333";
const document = (Action: string) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
const encoded = (value: unknown) => encodeURIComponent(JSON.stringify(value));
const policy = (name: string, more: object = {}) => ({
  PolicyName: name,
  Arn: `${ACCOUNT}:policy/${name}`,
  PolicyVersionList: [
    { VersionId: "v2", IsDefaultVersion: false, CreateDate: "2026-02-02T00:00:00Z", Document: document("s3:Old") },
    { VersionId: "v1", IsDefaultVersion: true, CreateDate: "2026-01-02 03:04:05+02:00", Document: document("s3:Now") },
  ],
  ...more,
});
const ref = (name: string, path = "") => ({ PolicyName: name, PolicyArn: `${ACCOUNT}:policy/${path}${name}` });
const BARE = { RoleName: "A", Arn: `${ACCOUNT}:role/app/A` };

function stateOf(role: object, more: object = {}) {
  const snapshot = parseSnapshot({ RoleDetailList: [{ ...BARE, ...role }], Policies: [policy("P"), policy("Q")], ...more }, "account.json");
  const [first] = snapshot.RoleDetailList;
  if (!first) throw new Error("The snapshot has a role.");
  return roleState(first, snapshot);
}

describe("a role of an export", () => {
  test("of which IAM tells nothing but its name is old, trusts nobody and carries nothing", () => {
    expect(stateOf({})).toEqual({
      arn: BARE.Arn,
      name: "A",
      path: "/",
      partition: "aws-cn",
      accountId: "111122223333",
      createdAt: "1970-01-01T00:00:00.000Z",
      trust: "{}",
      tags: {},
      attached: [],
      inline: [],
      instanceProfiles: [],
    });
  });

  test("has what IAM tells of it, each list by name", () => {
    const state = stateOf({
      Path: "/app/",
      CreateDate: "2022-08-07 12:55:43+00:00",
      Tags: [{ Key: "whittle:review", Value: "on" }],
      AttachedManagedPolicies: [ref("Q"), ref("P")],
      RolePolicyList: [
        { PolicyName: "z", PolicyDocument: document("s3:Z") },
        { PolicyName: "a", PolicyDocument: document("s3:A") },
      ],
      InstanceProfileList: [{ InstanceProfileName: "web" }, { InstanceProfileName: "app" }],
      PermissionsBoundary: { PermissionsBoundaryArn: `${ACCOUNT}:policy/P` },
      RoleLastUsed: { LastUsedDate: "2026-11-01T10:00:00+00:00", Region: "cn-north-1" },
    });
    expect(state).toMatchObject({
      path: "/app/",
      createdAt: "2022-08-07T12:55:43.000Z",
      tags: { "whittle:review": "on" },
      boundaryArn: `${ACCOUNT}:policy/P`,
      instanceProfiles: ["app", "web"],
      lastUsed: { at: "2026-11-01T10:00:00.000Z", region: "cn-north-1" },
    });
    expect(state.attached.map(({ name }) => name)).toEqual(["P", "Q"]);
    expect(state.inline.map(({ name, json }) => [name, json])).toEqual([
      ["a", JSON.stringify(document("s3:A"))],
      ["z", JSON.stringify(document("s3:Z"))],
    ]);
    expect(state).not.toHaveProperty("neverUsed");
  });

  test("carries the default version of a policy, since it was made", () => {
    const [attached] = stateOf({ AttachedManagedPolicies: [ref("P")] }).attached;
    expect(attached).toMatchObject({ versionId: "v1", since: "2026-01-02T01:04:05.000Z", json: JSON.stringify(document("s3:Now")) });
    expect(attached).not.toHaveProperty("shared");
  });

  test("does not say since when it carries a policy of which IAM tells no date", () => {
    const undated = policy("P", { PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: document("s3:Now") }] });
    const [attached] = stateOf({ AttachedManagedPolicies: [ref("P")] }, { Policies: [undated] }).attached;
    expect(attached).not.toHaveProperty("since");
  });

  test.each([
    ["never", {}, { neverUsed: true }],
    ["at a time, and not where", { LastUsedDate: "2026-11-01T10:00:00Z" }, { lastUsed: { at: "2026-11-01T10:00:00.000Z", region: "" } }],
  ])("was used %s", (_, RoleLastUsed, expected) => {
    expect(stateOf({ RoleLastUsed })).toMatchObject(expected);
  });

  test("whose export says nothing of its use was not told to be unused", () => {
    expect(stateOf({})).not.toHaveProperty("neverUsed");
  });

  test("is read where IAM's own answer URL-encoded its documents", () => {
    const state = stateOf(
      {
        AssumeRolePolicyDocument: encoded(document("sts:AssumeRole")),
        RolePolicyList: [{ PolicyName: "a", PolicyDocument: encoded(document("s3:A")) }],
        AttachedManagedPolicies: [ref("P")],
      },
      {
        Policies: [policy("P", { PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: encoded(document("s3:P")) }] })],
      },
    );
    expect([state.trust, state.inline[0]?.json, state.attached[0]?.json]).toEqual(
      ["sts:AssumeRole", "s3:A", "s3:P"].map((action) => JSON.stringify(document(action))),
    );
  });

  test.each<[string, Readonly<Partial<Record<"RoleDetailList" | "UserDetailList" | "GroupDetailList", readonly object[]>>>]>([
    ["a role", { RoleDetailList: [{ ...BARE, RoleName: "B", Arn: `${ACCOUNT}:role/B`, AttachedManagedPolicies: [ref("P", "whittle/")] }] }],
    ["a user", { UserDetailList: [{ AttachedManagedPolicies: [ref("P", "whittle/")] }] }],
    ["a group", { GroupDetailList: [{ AttachedManagedPolicies: [ref("P", "whittle/")] }] }],
    [
      "a role whose boundary it is",
      {
        RoleDetailList: [
          {
            ...BARE,
            RoleName: "B",
            Arn: `${ACCOUNT}:role/B`,
            PermissionsBoundary: { PermissionsBoundaryArn: ref("P", "whittle/").PolicyArn },
          },
        ],
      },
    ],
  ])("shares its refined policy with %s", (_, { RoleDetailList: others = [], ...more }) => {
    const refined = policy("P", { Arn: ref("P", "whittle/").PolicyArn });
    const own = { ...BARE, AttachedManagedPolicies: [ref("P", "whittle/")] };
    const read = (RoleDetailList: object[], with_: object) => {
      const snapshot = parseSnapshot({ RoleDetailList, Policies: [refined], ...with_ }, "account.json");
      const [first] = snapshot.RoleDetailList;
      return first && roleState(first, snapshot).attached[0]?.shared;
    };
    expect([read([own], {}), read([own, ...others], more)]).toEqual([undefined, true]);
  });
});
