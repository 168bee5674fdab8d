import { describe, expect, test } from "vitest";
import { restoreVersion } from "#core/review/change/carry-out/write-policy.ts";
import { PolicySharedError } from "#core/review/errors.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { cleanUp } from "#core/steps/clean-up.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { type ApprovedAccount, approvedAccount, carriedNames, REVIEW_ID } from "../account.ts";
import { APPLY, runWithFaults } from "../faults.ts";
import { founding, worker } from "../scenarios.ts";

const OLD = "arn:aws:iam::111122223333:policy/whittle/whittle-Worker";
const REFINED = "arn:aws:iam::111122223333:policy/whittle/whittle-PatchManagerInstanceRole";
const input = { reviewId: REVIEW_ID };
const other = { name: "Other", tags: {}, inline: [] };

describe("a refined policy that somebody attached to another role too", () => {
  test("stays as it is for the other role; the reviewed one gets its own under a free name", async () => {
    const account = await approvedAccount({ ...worker, others: [{ ...other, attached: [OLD] }] });
    const was = account.iam.accepted("Other");
    await applyPolicy(account.ports, input);
    expect(account.iam.accepted("Other")).toEqual({ ...was, attached: was.attached.map(({ shared: _, ...policy }) => policy) });
    expect(carriedNames(account.iam, "Worker")).toEqual(["whittle2-Worker", "whittle3-Worker", "AmazonSSMManagedInstanceCore"]);
    expect(await restoreRole(account.ports, input)).toMatchObject({ status: "restored" });
    expect(account.iam.accepted("Worker")).toEqual(account.before);
  });

  test("after the proposal: the role has drifted, and a new proposal is asked for", async () => {
    const account = await approvedAccount(worker);
    share(account, OLD);
    expect(await applyPolicy(account.ports, input)).toMatchObject({ next: "propose-again" });
  });

  test("while the role itself does not carry it: it is not written over, and the change is undone", async () => {
    const account = await approvedAccount(founding);
    const policy = { path: "/whittle/", name: "whittle-PatchManagerInstanceRole", description: "", tags: {} };
    await account.iam.changes.createPolicy({
      ...policy,
      document: JSON.stringify({ Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] }),
    });
    share(account, REFINED);
    const run = await runWithFaults(account, APPLY, []);
    expect(run.review.failure?.message).toContain("but others have it too");
    expect(account.iam.policy(REFINED)?.versions).toHaveLength(1);
    expect(account.iam.accepted(founding.role.name)).toEqual(account.before);
    expect(await cleanUp(account.ports, input)).toEqual({ reviewId: REVIEW_ID, deleted: [] });
  });

  test("just before its old version is set back: it is not", async () => {
    const { iam, ports, before, ...account } = await approvedAccount(worker);
    await applyPolicy(ports, input);
    share({ iam, ports, before, ...account }, OLD);
    const old = before.attached.find(({ arn }) => arn === OLD);
    if (!old) throw new Error("The role had no refined policy.");
    const plan = { roleName: before.name, roleArn: before.arn, reviewId: REVIEW_ID, steps: [] };
    const policy = { name: old.name, arn: old.arn, document: old.json };
    const isDefault = () => iam.policy(OLD)?.default === old.versionId;
    await expect(restoreVersion(ports.changes, policy, plan, old.versionId)).rejects.toThrow(PolicySharedError);
    expect(isDefault()).toBe(false);
    iam.meddle(({ roles }) => roles.delete("Other"));
    await restoreVersion(ports.changes, policy, plan, old.versionId);
    expect(isDefault()).toBe(true);
  });

  test("since the change: its old version is not set back, and nothing is written", async () => {
    const account = await approvedAccount(worker);
    await applyPolicy(account.ports, input);
    share(account, OLD);
    const now = account.iam.accepted("Worker");
    await expect(restoreRole(account.ports, input)).rejects.toThrow(PolicySharedError);
    expect(account.iam.accepted("Worker")).toEqual(now);
  });
});

function share({ iam }: ApprovedAccount, arn: string): void {
  iam.meddle(({ roles }) => roles.set("Other", { ...other, attached: new Set([arn]) }));
}
