import { describe, expect, test } from "vitest";
import { inStep } from "#adapters/local/account/in-step.ts";
import { snapshotChanges } from "#adapters/local/account/snapshot-changes.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { closeAbandoned } from "#cli/abandoned.ts";
import type { Review } from "#core/review/model/review.ts";
import type { ChangingTransition, ReviewStatus, StepTransition } from "#core/review/model/status.ts";
import { accountOf } from "#test/core/steps/ports.ts";

type WithoutLease = Exclude<StepTransition, ChangingTransition>;

const at = "2026-11-24T09:00:00.000Z";

async function recorded(status: ReviewStatus, more: Partial<Review> = {}) {
  const store = sqliteReviewStore(":memory:");
  const roleArn = "arn:aws:iam::111122223333:role/A";
  const window = { from: at, to: at };
  await store.claim({
    ...{ id: "one", cycleId: "one", roleName: "A", roleArn, dryRun: false, createdAt: at, updatedAt: at, window, revision: 0 },
    ...more,
    status,
  });
  return store;
}

describe("a snapshot's file and the record", () => {
  const moves: readonly (readonly [from: ReviewStatus, to: ReviewStatus, transition: WithoutLease, saved: number])[] = [
    ["applying", "applied", "finish-apply", 1],
    ["restoring", "restored", "finish-restore", 1],
    ["restoring", "settled", "back-to-settled", 1],
    ["restoring", "failed", "fail", 0],
    ["proposing", "settled", "close", 0],
    ["applied", "settled", "close", 0],
  ];

  test.each(moves)("a review that was %s and is %s by %s: saved %d times", async (from, to, transition, times) => {
    let saved = 0;
    const store = await recorded(from);
    const changes = snapshotChanges(accountOf([{ name: "A" }]), { now: () => at });
    const kept = inStep({ store, changes }, () => {
      saved += 1;
    });
    await kept.store.update("one", transition, { updatedAt: at });
    expect(saved).toBe(times);
    expect((await store.get("one")).status).toBe(to);
  });

  test("what cannot be saved is not recorded", async () => {
    const store = await recorded("applying");
    const changes = snapshotChanges(accountOf([{ name: "A" }]), { now: () => at });
    const kept = inStep({ store, changes }, () => {
      throw new Error("no space");
    });
    await expect(kept.store.update("one", "finish-apply", { updatedAt: at })).rejects.toThrow("no space");
    expect((await store.get("one")).status).toBe("applying");
  });
});

describe("reviews whose run was ended", () => {
  const halfway = { code: "change-failed", step: "applying", message: "It stopped half-way." };

  test.each([
    ["was asked about: nothing was changed", "waiting", {}, { status: "failed", failure: { code: "abandoned", step: "waiting" } }],
    ["was applied: the snapshot holds it", "applied", {}, { status: "settled" }],
    ["was being applied: the record said how far it came", "applying", { failure: halfway }, { status: "failed", failure: halfway }],
  ] as const)("%s", async (_, status, more, end) => {
    const store = await recorded(status, more);
    await closeAbandoned(store);
    expect(await store.get("one")).toMatchObject(end);
    expect(await store.open()).toEqual([]);
  });
});
