import { describe, expect, test } from "vitest";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { refinedArn } from "#core/review/change/plan/refined-policy.ts";
import type { Decision } from "#core/review/model/review.ts";
import type { Decided, ReviewStore } from "#core/review/ports/review-store.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { approvedAccount, REVIEW_ID } from "./account.ts";
import { appliedRole } from "./endings.ts";
import { watched } from "./faults.ts";
import { founding, worker } from "./scenarios.ts";

const stores: readonly (readonly [name: string, make: () => ReviewStore])[] = [
  ["the fake record", fakeReviewStore],
  ["the SQLite record", () => sqliteReviewStore(":memory:")],
];

const isRecorded = ({ recorded }: Decided) => recorded === "decision";

describe.each(stores)("on %s", (_, makeStore) => {
  test("200 approvals of one link at once are one decision", async () => {
    const { store, proposal } = await approvedAccount(founding, { store: makeStore(), status: "waiting" });
    const answers = await Promise.all(people(200).map((by) => store.decide(REVIEW_ID, decision("approved", by))));
    expect(answers.filter(isRecorded).length).toBe(1);
    expect(new Set(answers.map(({ review }) => review.decision?.by)).size).toBe(1);
    expect(await store.get(REVIEW_ID)).toMatchObject({ status: "approved", roleName: proposal.role.name });
  });

  test("approvals against rejections at once: all are told the same one", async () => {
    const { store } = await approvedAccount(founding, { store: makeStore(), status: "waiting" });
    const verdicts = ["approved", "rejected"] as const;
    const answers = await Promise.all(
      people(200).map((by, index) => store.decide(REVIEW_ID, decision(verdicts[index % 2] ?? "rejected", by))),
    );
    const [first] = answers.filter(isRecorded);
    expect(answers.filter(isRecorded).length).toBe(1);
    expect(new Set(answers.map(({ review }) => review.decision?.verdict))).toEqual(new Set([first?.review.decision?.verdict]));
    expect((await store.get(REVIEW_ID)).status).toBe(first?.review.decision?.verdict);
  });

  test.each([founding, worker])("20 runs of apply-policy at once, $name: one application", async (scenario) => {
    const account = await approvedAccount(scenario, { store: makeStore() });
    const { ports, violations } = watched(account);
    const apply = () => retried(() => applyPolicy(ports, { reviewId: REVIEW_ID }));
    const results = await Promise.all(people(20).map(apply));
    expect(new Set(results.map(({ next }) => next))).toEqual(new Set(["watch"]));
    expect(account.iam.accepted(scenario.role.name).attached.map(({ arn }) => arn)).toEqual(
      (await appliedRole(scenario)).attached.map(({ arn }) => arn),
    );
    for (const { name, document } of account.proposal.policies) {
      const versions = account.iam.policy(refinedArn(account.before, name))?.versions ?? [];
      expect(versions.filter((version) => version.document === JSON.stringify(document)).length).toBe(1);
    }
    expect(violations).toEqual([]);
  });
});

test("a late run of apply-policy takes no step once the restore has begun", async () => {
  const account = await approvedAccount(founding);
  const { ports, violations } = watched(account);
  const late = { ...ports, changes: { ...ports.changes, detach: ports.changes.detach } };
  let restoreNow = async () => {};
  const attach: typeof ports.changes.attach = async (roleName, arn) => {
    await account.iam.changes.attach(roleName, arn);
    await restoreNow();
  };
  restoreNow = async () => {
    restoreNow = async () => {};
    await restoreRole(ports, { reviewId: REVIEW_ID, error: { Error: "States.Timeout" } });
  };
  await expect(applyPolicy({ ...late, changes: { ...late.changes, attach } }, { reviewId: REVIEW_ID })).rejects.toThrow(
    "is restoring, not approved or applying",
  );
  expect(account.iam.accepted(founding.role.name)).toEqual(account.before);
  expect(violations).toEqual([]);
});

function people(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `person ${index}`);
}

function decision(verdict: Decision["verdict"], by: string): Decision {
  return { verdict, at: "2026-11-24T10:00:00.000Z", by, proposalHash: "hash" };
}

/** As the workflow does, a few times. */
async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (tries === 7) throw error;
    }
  }
}
