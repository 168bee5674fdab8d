import { expect, test } from "vitest";
import { inStep } from "#adapters/local/account/in-step.ts";
import { snapshotChanges } from "#adapters/local/account/snapshot-changes.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { accountOf } from "#test/core/steps/ports.ts";

const clock = { now: () => "2026-11-24T09:00:00.000Z" };
const made = { path: "/whittle/", name: "whittle-A", document: "{}", description: "", tags: { "whittle:role": "A" } };

test("a policy that is deleted is gone from the file as well, which is saved after that and at no other change of a policy", async () => {
  const snapshot = accountOf([{ name: "A" }]);
  const saved: string[][] = [];
  const { changes } = inStep({ store: sqliteReviewStore(":memory:"), changes: snapshotChanges(snapshot, clock) }, () =>
    saved.push(snapshot.Policies.map(({ PolicyName }) => PolicyName)),
  );
  const { arn } = await changes.createPolicy(made);
  expect(saved).toEqual([]);
  await changes.deletePolicy(arn);
  expect(saved).toEqual([["AmazonSQSFullAccess"]]);
});
