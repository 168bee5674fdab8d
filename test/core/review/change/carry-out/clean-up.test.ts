import { expect, test } from "vitest";
import { unusedPolicies } from "#core/review/change/carry-out/unused.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { cleanUp } from "#core/steps/clean-up.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { type ApprovedAccount, approvedAccount, REVIEW_ID } from "../account.ts";
import { founding, mover } from "../scenarios.ts";

const input = { reviewId: REVIEW_ID };
const refined = (name: string) => `arn:aws:iam::111122223333:policy/whittle/${name}`;

test("what the role carries, and what restoring needs, stays", async () => {
  const account = await approvedAccount(mover);
  await applyPolicy(account.ports, input);
  expect(await cleanUp(account.ports, input)).toEqual({ reviewId: REVIEW_ID, deleted: [] });
  expect(existing(account, ["whittle-Mover", "whittle2-Mover", "whittle3-Mover"])).toEqual([true, true, true]);
});

test("what an earlier review left behind goes, with all its versions, and the journal says so", async () => {
  const account = await approvedAccount(mover);
  const old = { path: "/whittle/", name: "whittle5-Mover", document: '{"Statement":[]}', description: "", tags: {} };
  const { arn } = await account.iam.changes.createPolicy(old);
  await account.iam.changes.createPolicyVersion(arn, '{"Statement":[]}');
  await applyPolicy(account.ports, input);
  expect(await cleanUp(account.ports, input)).toEqual({ reviewId: REVIEW_ID, deleted: ["whittle5-Mover"] });
  expect(await cleanUp(account.ports, input)).toEqual({ reviewId: REVIEW_ID, deleted: [] });
  expect(existing(account, ["whittle5-Mover"])).toEqual([false]);
  const step = { kind: "delete-policy", arn, name: "whittle5-Mover" };
  expect((await account.store.journal(REVIEW_ID)).slice(-2)).toMatchObject([
    { step, state: "started" },
    { step, state: "done" },
  ]);
});

test.each(["whittle-Mover", "whittle10-Mover"])("also one of the last names that a role may have: %s", async (name) => {
  const { before, iam } = await approvedAccount(mover);
  const { arn } = await iam.changes
    .createPolicy({ path: "/whittle/", name, document: '{"Statement":[]}', description: "", tags: {} })
    .catch(() => ({ arn: refined(name) }));
  const bare = { ...before, attached: [] };
  expect((await unusedPolicies({ ...iam.changes, carriers: async () => 0 }, bare, bare)).map((policy) => policy.arn)).toContain(arn);
});

test("what carries a policy as another role or as a boundary keeps it", async () => {
  const { before, iam } = await approvedAccount(mover);
  const bare = { ...before, attached: [] };
  expect(await unusedPolicies({ ...iam.changes, carriers: async () => 1 }, bare, bare)).toEqual([]);
});

test("the refined policy of a restored review goes", async () => {
  const account = await approvedAccount(founding);
  await applyPolicy(account.ports, input);
  await restoreRole(account.ports, input);
  expect(await cleanUp(account.ports, input)).toEqual({ reviewId: REVIEW_ID, deleted: ["whittle-PatchManagerInstanceRole"] });
});

test("another role's policies are never touched, however alike its name", async () => {
  const account = await approvedAccount(founding);
  const other = { path: "/whittle/", name: "whittle-PatchManagerInstanceRole-2", document: '{"Statement":[]}', description: "", tags: {} };
  await account.iam.changes.createPolicy(other);
  await cleanUp(account.ports, input);
  expect(existing(account, [other.name])).toEqual([true]);
});

function existing({ iam }: ApprovedAccount, names: readonly string[]): readonly boolean[] {
  return names.map((name) => iam.policy(refined(name)) !== undefined);
}
