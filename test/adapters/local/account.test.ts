import { describe, expect, test } from "vitest";
import { snapshotChanges } from "#adapters/local/account/snapshot-changes.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { accountOf } from "#test/core/steps/ports.ts";
import { asArn, asRoleName } from "#test/names.ts";

const A = asRoleName("A");
const SQS = asArn("arn:aws:iam::aws:policy/AmazonSQSFullAccess");
const clock = { now: () => "2026-11-01T00:00:00.000Z" };
const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}]}';
const made = { path: "/whittle/", name: "whittle-A", document, description: "", tags: { "whittle:role": "A" } };

function account(policies = ["AmazonSQSFullAccess"]) {
  const snapshot = accountOf([{ name: "A", policies }]);
  return { snapshot, roles: snapshotRoles(snapshot), changes: snapshotChanges(snapshot, clock) };
}

describe("a snapshot in the place of IAM", () => {
  test("shows a change at once", async () => {
    const { roles, changes } = account();
    const { arn } = await changes.createPolicy(made);
    await changes.attach(A, arn);
    await changes.detach(A, SQS);
    expect((await roles.read("A")).attached.map(({ name }) => name)).toEqual(["whittle-A"]);
    expect((await roles.read("A")).attached[0]?.json).toBe(document);
  });

  test("holds a new policy as IAM would tell of it, which nobody carries yet", async () => {
    const { snapshot, changes } = account();
    const { arn } = await changes.createPolicy(made);
    expect(snapshot.Policies.find((policy) => policy.Arn === arn)).toMatchObject({
      PolicyName: "whittle-A",
      DefaultVersionId: "v1",
      AttachmentCount: 0,
      PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true }],
    });
    expect(await changes.carriers(arn)).toBe(0);
  });

  test("counts whoever carries a policy: roles, users and groups, and roles whose boundary it is", async () => {
    const { snapshot, roles, changes } = account();
    const { arn } = await changes.createPolicy(made);
    await changes.attach(A, arn);
    expect([await changes.carriers(arn), (await roles.read("A")).attached.find((policy) => policy.arn === arn)?.shared]).toEqual([
      1,
      undefined,
    ]);
    const carrier = { AttachedManagedPolicies: [{ PolicyName: "whittle-A", PolicyArn: arn }] };
    const [role] = snapshot.RoleDetailList;
    if (!role) throw new Error("The snapshot has a role.");
    const bounded = {
      ...role,
      RoleName: asRoleName("B"),
      AttachedManagedPolicies: [],
      PermissionsBoundary: { PermissionsBoundaryArn: arn },
    };
    for (const more of [{ UserDetailList: [carrier] }, { GroupDetailList: [carrier] }, { RoleDetailList: [role, bounded] }]) {
      const shared = { ...snapshot, ...more };
      expect(await snapshotChanges(shared, clock).carriers(arn)).toBe(2);
      expect((await snapshotRoles(shared).read("A")).attached.find((policy) => policy.arn === arn)?.shared).toBe(true);
    }
  });

  test("keeps five versions of a policy, and the default one cannot go", async () => {
    const { changes } = account();
    const { arn } = await changes.createPolicy(made);
    for (let version = 2; version <= 5; version++) await changes.createPolicyVersion(arn, document);
    await expect(changes.createPolicyVersion(arn, document)).rejects.toThrow("has five versions");
    await expect(changes.deletePolicyVersion(arn, "v5")).rejects.toThrow("default version cannot be deleted");
    await changes.deletePolicyVersion(arn, "v1");
    expect((await changes.createPolicyVersion(arn, document)).versionId).toBe("v6");
  });

  test("lists versions, the newest first, and one alone is the default", async () => {
    const { changes } = account();
    const { arn } = await changes.createPolicy(made);
    for (let version = 2; version <= 3; version++) await changes.createPolicyVersion(arn, document);
    await changes.setDefaultVersion(arn, "v2");
    const versions = await changes.policyVersions(arn);
    expect(versions.map(({ versionId, isDefault }) => [versionId, isDefault])).toEqual([
      ["v3", false],
      ["v2", true],
      ["v1", false],
    ]);
  });

  test("deletes no policy that a role carries", async () => {
    const { changes } = account();
    const { arn } = await changes.createPolicy(made);
    await changes.attach(A, arn);
    await expect(changes.deletePolicy(arn)).rejects.toThrow("is attached to A");
    await changes.detach(A, arn);
    await changes.deletePolicy(arn);
    expect(await changes.policyVersions(arn)).toEqual([]);
  });

  test("gives a tag a new value and leaves the others", async () => {
    const { snapshot, changes } = account();
    const { arn } = await changes.createPolicy({ ...made, tags: { ...made.tags, "whittle:review": "one" } });
    await changes.tagPolicy(arn, { "whittle:review": "two" });
    expect(snapshot.Policies.find(({ Arn }) => Arn === arn)?.Tags).toEqual([
      { Key: "whittle:role", Value: "A" },
      { Key: "whittle:review", Value: "two" },
    ]);
  });

  test("writes an inline policy in the place of the one of its name, and beside all others", async () => {
    const { roles, changes } = account();
    for (const name of ["one", "two", "one"]) await changes.putInline(A, name, document);
    expect((await roles.read("A")).inline.map(({ name }) => name).sort()).toEqual(["one", "two"]);
    await changes.deleteInline(A, "one");
    expect([await changes.inlineDocument(A, "one"), await changes.inlineDocument(A, "two")]).toEqual([undefined, document]);
  });

  const ten = [
    "AmazonSQSFullAccess",
    "AmazonSNSFullAccess",
    "AmazonS3FullAccess",
    "AmazonEC2FullAccess",
    "AmazonVPCFullAccess",
    "AmazonRDSFullAccess",
    "AmazonECS_FullAccess",
    "AmazonSSMFullAccess",
    "AmazonKinesisFullAccess",
    "AmazonRoute53FullAccess",
  ];

  test("attaches a managed policy more to a role that carries so many that its account's quota must have been raised", async () => {
    const { changes } = account([...ten, "AmazonDynamoDBFullAccess"]);
    const { arn } = await changes.createPolicy(made);
    await changes.attach(A, arn);
    expect((await changes.attached(A)).length).toBe(12);
  });

  test("attaches ten managed policies to a role and no more; attaching twice is once", async () => {
    const { changes } = account(ten);
    await changes.attach(A, SQS);
    const { arn } = await changes.createPolicy(made);
    await expect(changes.attach(A, arn)).rejects.toThrow("carries 10 managed policies");
  });

  test("refuses a name that is taken, a policy that is not there and a role that is not there", async () => {
    const { roles, changes } = account();
    await changes.createPolicy(made);
    await expect(changes.createPolicy(made)).rejects.toThrow("already exists");
    await expect(changes.attach(A, asArn("arn:aws:iam::111122223333:policy/none"))).rejects.toThrow("there is no policy");
    await expect(roles.read("B")).rejects.toThrow("There is no role named B");
  });

  test("a policy whose document is missing makes its role unreadable, and no other", async () => {
    const snapshot = accountOf([{ name: "A" }, { name: "B", policies: ["AmazonSNSFullAccess"] }]);
    snapshot.Policies = snapshot.Policies.filter(({ PolicyName }) => PolicyName !== "AmazonSNSFullAccess");
    const found: unknown[] = [];
    for await (const { name, unreadable } of snapshotRoles(snapshot).all()) found.push([name, unreadable]);
    expect(found).toEqual([
      ["A", undefined],
      ["B", expect.stringContaining("does not hold the document of arn:aws:iam::aws:policy/AmazonSNSFullAccess")],
    ]);
  });
});
