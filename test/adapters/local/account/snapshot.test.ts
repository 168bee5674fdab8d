import { describe, expect, test } from "vitest";
import { ownPolicies, ownPolicyNamed, parseSnapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotChanges } from "#adapters/local/account/snapshot-changes.ts";
import { asArn, asRoleName } from "#test/names.ts";

const role = (RoleName: string, more: object = {}) => ({ RoleName, Arn: `arn:aws:iam::111122223333:role/${RoleName}`, ...more });
const policy = (PolicyName: string, account: string) => ({
  PolicyName,
  Arn: `arn:aws:iam::${account}:policy/team/${PolicyName}`,
  PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, CreateDate: "2026-01-01T00:00:00Z", Document: {} }],
});
const read = (value: unknown) => parseSnapshot(value, "account.json");

describe("an export is refused", () => {
  test.each([
    [
      "that lists a role twice",
      { RoleDetailList: [role("A"), role("B"), role("A")] },
      "it lists the role A twice; a snapshot is of one account.",
    ],
    ["without a role", { RoleDetailList: [] }, "it holds no role. Run aws iam get-account-authorization-details without --filter."],
    [
      "with a role of a longer name",
      { RoleDetailList: [role("a".repeat(65))] },
      "RoleDetailList[0].RoleName: it is no name that IAM gives.",
    ],
    ["with a role whose name holds a space", { RoleDetailList: [role("a b")] }, "it is no "],
    [
      "with a role whose name is a command",
      { RoleDetailList: [role("$(id)")] },
      "RoleDetailList[0].RoleName: it is no name that IAM gives.",
    ],
    ["with a role whose name holds a line break", { RoleDetailList: [role("a\nb")] }, "it is no "],
    ["with a role of another name than its ARN", { RoleDetailList: [{ ...role("A"), RoleName: "B" }] }, "it is not the name in the Arn."],
    [
      "with a policy of a longer name",
      { RoleDetailList: [role("A")], Policies: [policy("p".repeat(129), "111122223333")] },
      "Policies[0].PolicyName: it is no name that IAM gives.",
    ],
    ["that is another command's", { Roles: [] }, "it is the output of aws iam list-roles, not of"],
    ["that is a log", { Records: [] }, "it is the output of a CloudTrail log, not of"],
    [
      "of a wrong form, and names where",
      { RoleDetailList: [role("A", { Tags: [{ Key: "k" }] })] },
      "RoleDetailList[0].Tags[0].Value is missing.",
    ],
  ])("%s", (_, value, because) => {
    expect(() => read(value)).toThrow(because);
    expect(() => read(value)).toThrow(/^account\.json: /);
  });

  test.each([["a".repeat(64)], ["A_b+c=d,e.f@g-h"]])("but not with a role named %s", (name) => {
    expect(read({ RoleDetailList: [role(name)] }).RoleDetailList.map(({ RoleName }) => RoleName)).toEqual([name]);
  });
});

describe("the account's own policies", () => {
  const snapshot = read({ RoleDetailList: [role("A")], Policies: [policy("Shared", "aws"), policy("Own", "111122223333")] });

  test("are those that AWS does not manage", () => {
    expect(ownPolicies(snapshot)).toEqual([{ name: "Own", arn: "arn:aws:iam::111122223333:policy/team/Own" }]);
  });

  test.each([
    ["Own", "arn:aws:iam::111122223333:policy/team/Own"],
    ["oWN", "arn:aws:iam::111122223333:policy/team/Own"],
    ["Shared", undefined],
    ["Ow", undefined],
  ])("has one named %s, whatever its path and its case: %s", (name, arn) => {
    expect(ownPolicyNamed(snapshot, name)?.Arn).toBe(arn);
  });
});

test("what Whittle does not know of an export is kept", () => {
  expect(read({ RoleDetailList: [role("A", { RoleId: "AROA" })], Marker: "m" })).toMatchObject({
    Marker: "m",
    RoleDetailList: [{ RoleId: "AROA" }],
  });
});

describe("a snapshot is changed as IAM changes an account", () => {
  const clock = { now: () => "2026-11-01T00:00:00.000Z" };
  const own = asArn("arn:aws:iam::111122223333:policy/team/Own");
  const ids = (versions: readonly { versionId: string }[]) => versions.map(({ versionId }) => versionId);
  const changed = (versionIds: readonly string[] = ["v1"], roles = [role("A")]) => {
    const versions = versionIds.map((VersionId, at) => ({ VersionId, IsDefaultVersion: at === 0, Document: {} }));
    const snapshot = read({
      RoleDetailList: roles,
      Policies: [{ ...policy("Own", "111122223333"), DefaultVersionId: versionIds[0], PolicyVersionList: versions }],
    });
    return { snapshot, changes: snapshotChanges(snapshot, clock) };
  };

  test("a version gets the number after the highest, also where it has two digits, and versions are listed by number", async () => {
    const { changes } = changed(["v9", "v10", "v2"]);
    expect(await changes.createPolicyVersion(own, "{}")).toEqual({ versionId: "v11" });
    const versions = await changes.policyVersions(own);
    expect(ids(versions)).toEqual(["v11", "v10", "v9", "v2"]);
    expect(versions.map(({ isDefault }) => isDefault)).toEqual([true, false, false, false]);
    expect(versions[0]?.createdAt).toBe(clock.now());
  });

  test("a policy has five versions and no more", async () => {
    const { changes } = changed(["v1", "v2", "v3", "v4"]);
    await changes.createPolicyVersion(own, "{}");
    await expect(changes.createPolicyVersion(own, "{}")).rejects.toMatchObject({ code: "version-limit" });
  });

  test.each([
    ["a version that is not there cannot be the default", (at: ReturnType<typeof changed>) => at.changes.setDefaultVersion(own, "v7")],
    ["nor be read", (at: ReturnType<typeof changed>) => at.changes.policyDocument(own, "v7")],
    ["the default version stays", (at: ReturnType<typeof changed>) => at.changes.deletePolicyVersion(own, "v1")],
    [
      "a policy that is not there gets no version",
      (at: ReturnType<typeof changed>) => at.changes.createPolicyVersion(asArn(`${own}2`), "{}"),
    ],
    ["a policy that is not there gets no tag", (at: ReturnType<typeof changed>) => at.changes.tagPolicy(asArn(`${own}2`), {})],
  ])("%s", async (_, change) => {
    await expect(change(changed())).rejects.toMatchObject({ code: "request-refused" });
  });

  test("a role that is not there is not changed", async () => {
    const { changes } = changed();
    const nobody = asRoleName("Nobody");
    for (const change of [
      changes.attach(nobody, own),
      changes.detach(nobody, own),
      changes.putInline(nobody, "x", "{}"),
      changes.deleteInline(nobody, "x"),
      changes.attached(nobody),
    ])
      await expect(change).rejects.toMatchObject({ code: "role-not-found" });
  });
});
