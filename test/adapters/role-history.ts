import { expect, test } from "vitest";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import { historyOf } from "#core/review/role-history.ts";
import { aReview } from "./a-review.ts";

const day = (index: number) => new Date(Date.parse("2026-11-01T00:00:00Z") + index * 86_400_000).toISOString();

/** What every record must know of a role once its reviews have ended. `makeStore` may give the same record every time. */
export function roleHistoryContract(makeStore: () => ReviewStore | Promise<ReviewStore>): void {
  test("a review that failed was tried, and counts for no cycle", async () => {
    const { store, roleName, role } = await claimed(makeStore);
    await end(store, `first of ${roleName}`, "failed", day(1));
    expect(await historyOf(store, role)).toEqual({ role, triedAt: day(1) });
  });

  test("a review that settled was tried, and a later failure leaves its cycle as it is", async () => {
    const { store, roleName, role } = await claimed(makeStore);
    await end(store, `first of ${roleName}`, "settled", day(1));
    expect(await historyOf(store, role)).toEqual({ role, triedAt: day(1), settledAt: day(1) });
    await store.claim(aReview(`second of ${roleName}`, roleName, "generating", day(0)));
    expect(await historyOf(store, role)).toMatchObject({ openReviewId: `second of ${roleName}`, triedAt: day(1) });
    await end(store, `second of ${roleName}`, "failed", day(31));
    expect(await historyOf(store, role)).toEqual({ role, triedAt: day(31), settledAt: day(1) });
  });

  test("what becomes of a review after its end is no other try", async () => {
    const { store, roleName, role } = await claimed(makeStore);
    await end(store, `first of ${roleName}`, "failed", day(1));
    await store.update(`first of ${roleName}`, "restore", { lease: { by: "request", after: 0 }, updatedAt: day(9) });
    expect(await historyOf(store, role)).toMatchObject({ triedAt: day(1) });
  });
}

let made = 0;

async function claimed(makeStore: () => ReviewStore | Promise<ReviewStore>) {
  made += 1;
  const store = await makeStore();
  const roleName = `TriedRole${made}`;
  const review = aReview(`first of ${roleName}`, roleName, "generating", day(0));
  await store.claim(review);
  return { store, roleName, role: roleKey(review.roleArn) };
}

async function end(store: ReviewStore, id: string, status: "failed" | "settled", at: string): Promise<void> {
  await store.update(id, status === "failed" ? "fail" : "skip", { updatedAt: at, closedAt: at });
}
