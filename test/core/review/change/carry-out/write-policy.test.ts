import { describe, expect, test } from "vitest";
import { restoreVersion, writePolicy } from "#core/review/change/carry-out/write-policy.ts";
import type { ChangePlan } from "#core/review/change/plan/change-plan.ts";
import { ChangeNotVisibleError, PolicyNameTakenError, PolicySharedError } from "#core/review/errors.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { type WrittenPolicy, writing } from "./written.ts";

const ARN = asArn("arn:aws:iam::111122223333:policy/whittle/whittle-Worker");
const NEW = '{"Version":"2012-10-17","Statement":[]}';
const SPACED = '{ "Statement": [], "Version": "2012-10-17" }';
const plan: ChangePlan = {
  roleName: asRoleName("Worker"),
  roleArn: asArn("arn:aws:iam::111122223333:role/Worker"),
  reviewId: "review1",
  steps: [],
};
const policy = { arn: ARN, name: "whittle-Worker", document: NEW };
const old = (id: string, isDefault = false) => ({ id, document: `{"Id":"${id}"}`, isDefault });

const existing = (versions: WrittenPolicy["versions"], carriers: readonly string[] = ["Worker"]) => ({ [ARN]: { versions, carriers } });

describe("a refined policy is written", () => {
  test.each<[string, WrittenPolicy["versions"], string | undefined, readonly string[]]>([
    ["not again where its default version says the same", [{ id: "v2", document: SPACED, isDefault: true }, old("v1")], undefined, []],
    ["as a new version, which becomes the default", [old("v1", true)], "v1", [`add-version ${NEW}`]],
    ["by an older version that says the same", [old("v2", true), { id: "v1", document: SPACED }], undefined, ["set-default v1"]],
    [
      "by the version that is needed for restoring, where two say the same",
      [old("v3", true), { id: "v2", document: NEW }, { id: "v1", document: NEW }],
      "v1",
      ["set-default v1"],
    ],
    [
      "after the oldest version made room, where there are five",
      [old("v5", true), old("v4"), old("v3"), old("v2"), old("v1")],
      "v5",
      ["delete-version v1", `add-version ${NEW}`],
    ],
    [
      "after the oldest one that restoring does not need",
      [old("v5", true), old("v4"), old("v3"), old("v2"), old("v1")],
      "v1",
      ["delete-version v2", `add-version ${NEW}`],
    ],
    [
      "and never in the place of the default version",
      [old("v5"), old("v4"), old("v3"), old("v2"), old("v1", true)],
      undefined,
      ["delete-version v2", `add-version ${NEW}`],
    ],
    [
      "without taking any version away where there are four",
      [old("v4", true), old("v3"), old("v2"), old("v1")],
      "v4",
      [`add-version ${NEW}`],
    ],
  ])("%s", async (_, versions, needed, calls) => {
    const iam = writing(existing(versions));
    await writePolicy(iam.changes, policy, plan, needed);
    expect(iam.calls).toEqual(calls);
  });

  test("anew, under Whittle's path and with whose it is and which review wrote it", async () => {
    const { calls, changes } = writing();
    await writePolicy(changes, policy, plan);
    expect(calls).toEqual([`create /whittle/whittle-Worker ${NEW} {"whittle:role":"Worker","whittle:review-id":"review1"}`]);
  });
});

describe("it is not written over", () => {
  test.each<[string, readonly string[], boolean]>([
    ["where another role carries it beside this one", ["Worker", "Other"], true],
    ["where another role alone carries it", ["Other"], true],
    ["but where this role alone carries it", ["Worker"], false],
    ["but where nobody carries it", [], false],
  ])("%s", async (_, carriers, isRefused) => {
    for (const versions of [[old("v1", true)], [old("v2", true), { id: "v1", document: NEW }]]) {
      const { calls, changes } = writing(existing(versions, carriers));
      const write = writePolicy(changes, policy, plan);
      if (isRefused) await expect(write).rejects.toThrow(PolicySharedError);
      else await write;
      expect(calls.length).toBe(isRefused ? 0 : 1);
    }
  });

  test.each<[string, string, new (...args: never[]) => Error]>([
    ["where IAM knows it already and does not show it yet", ARN, ChangeNotVisibleError],
    ["where IAM does not say who has its name", "", ChangeNotVisibleError],
    ["where a policy of another path has its name", "arn:aws:iam::111122223333:policy/team/whittle-Worker", PolicyNameTakenError],
  ])("%s", async (_, holder, error) => {
    await expect(writePolicy(writing({}, { holder }).changes, policy, plan)).rejects.toThrow(error);
  });

  test("where it has five versions by now that IAM did not show", async () => {
    const { changes } = writing(existing([old("v1", true)]));
    const full = {
      ...changes,
      createPolicyVersion: writing(existing(["v5", "v4", "v3", "v2", "v1"].map((id) => old(id)))).changes.createPolicyVersion,
    };
    await expect(writePolicy(full, policy, plan)).rejects.toThrow(ChangeNotVisibleError);
  });
});

describe("the version that it had", () => {
  const versions = [old("v2", true), { id: "v1", document: NEW }];

  test("becomes the default again, by its number where several say the same", async () => {
    const { calls, changes } = writing(existing([old("v3", true), { id: "v2", document: NEW }, { id: "v1", document: SPACED }]));
    await restoreVersion(changes, policy, plan, "v1");
    expect(calls).toEqual(["set-default v1"]);
  });

  test("is told to IAM also where it shows so already, which may be late", async () => {
    const { calls, changes } = writing(existing([{ id: "v1", document: NEW, isDefault: true }], ["Worker", "Other"]));
    await restoreVersion(changes, policy, plan, "v1");
    expect(calls).toEqual(["set-default v1"]);
  });

  test("stays away from who else carries the policy", async () => {
    const { calls, changes } = writing(existing(versions, ["Worker", "Other"]));
    await expect(restoreVersion(changes, policy, plan, "v1")).rejects.toThrow(PolicySharedError);
    expect(calls).toEqual([]);
  });

  test("is written anew where it is gone, or the policy", async () => {
    const [gone, none] = [writing(existing([old("v2", true)])), writing()];
    await restoreVersion(gone.changes, policy, plan, "v1");
    await restoreVersion(none.changes, policy, plan, "v1");
    expect([gone.calls, none.calls]).toEqual([[`add-version ${NEW}`], [expect.stringContaining(`create /whittle/whittle-Worker ${NEW}`)]]);
  });
});
