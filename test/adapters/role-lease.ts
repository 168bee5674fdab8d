import { expect, test } from "vitest";
import { ReviewConflictError, RoleBusyError } from "#core/review/errors.ts";
import type { Review } from "#core/review/model/review.ts";
import type { ChangingTransition } from "#core/review/model/status.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import { historyOf } from "#core/review/role-history.ts";
import { aReview } from "./a-review.ts";

const minute = (index: number) => new Date(Date.parse("2026-11-24T09:00:00Z") + index * 60_000).toISOString();

/** What every record must hold to, so that one alone changes a role at a time. `makeStore` may give the same record every time. */
export function roleLeaseContract(makeStore: () => ReviewStore | Promise<ReviewStore>): void {
  test("of 30 that would change a role one does, and the others are told who", async () => {
    const { store, older, role } = await twoReviews(makeStore);
    const attempts = Array.from({ length: 30 }, (_, index) => take(store, older, "restore", `request ${index}`, 0));
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(reasons.every((reason) => reason instanceof RoleBusyError && reason.message.includes(older))).toBe(true);
    expect((await historyOf(store, role)).lease).toMatchObject({ fencingToken: 1, holder: { reviewId: older } });
  });

  test("one review gets the lease, and the other's record stays as it was", async () => {
    const { store, older, newer } = await twoReviews(makeStore);
    await take(store, newer, "apply", "role-review", 0);
    await expect(take(store, older, "restore", "request", 0)).rejects.toThrow(RoleBusyError);
    expect((await store.get(older)).status).toBe("settled");
    await store.update(newer, "finish-apply", { updatedAt: minute(2) });
    await take(store, older, "restore", "request", 1);
  });

  test("the holder may renew the lease, and releases it with any other status", async () => {
    const { store, older, role } = await twoReviews(makeStore);
    const lease = async () => (await historyOf(store, role)).lease;
    for (const at of [1, 2]) await take(store, older, "restore", "request", 0, minute(at));
    expect(await lease()).toEqual({ fencingToken: 1, holder: { reviewId: older, by: "request", at: minute(2) } });
    await store.update(older, "finish-restore", { updatedAt: minute(3), closedAt: minute(0) });
    expect(await lease()).toEqual({ fencingToken: 1 });
  });

  test("what somebody did with the role since it was looked at is not passed over", async () => {
    const { store, older, newer } = await twoReviews(makeStore);
    await take(store, newer, "apply", "role-review", 0);
    await store.update(newer, "finish-apply", { updatedAt: minute(2) });
    await expect(take(store, older, "restore", "request", 0)).rejects.toThrow(RoleBusyError);
  });

  test("who gave no sign for an hour is passed over, and no sooner", async () => {
    const { store, older, newer, role } = await twoReviews(makeStore);
    await take(store, newer, "apply", "role-review", 0, minute(0));
    await expect(take(store, older, "restore", "request", 1, minute(59))).rejects.toThrow(RoleBusyError);
    await take(store, older, "restore", "request", 1, minute(60));
    await store.update(newer, "fail", { updatedAt: minute(61), closedAt: minute(61) });
    expect((await historyOf(store, role)).lease?.holder?.reviewId).toBe(older);
  });

  test("a review that ended without being closed can be restored, and its restore ends", async () => {
    const { store, newer } = await twoReviews(makeStore);
    await store.update(newer, "fail", { updatedAt: minute(1) });
    await take(store, newer, "restore", "request", 0);
    await store.update(newer, "finish-restore", { updatedAt: minute(2), closedAt: minute(2) });
    expect((await store.get(newer)).status).toBe("restored");
    await expect(take(store, newer, "apply", "role-review", 1)).rejects.toThrow(ReviewConflictError);
  });
}

let made = 0;

/** One review of a role that is over, and one that is approved. */
async function twoReviews(makeStore: () => ReviewStore | Promise<ReviewStore>) {
  made += 1;
  const store = await makeStore();
  const roleName = `LeaseRole${made}`;
  const role = `123456789012/${roleName}` as const;
  const [older, newer] = [`older${made}`, `newer${made}`];
  await store.claim(aReview(older, roleName, "applied", minute(0)));
  await store.update(older, "close", { updatedAt: minute(0), closedAt: minute(0) });
  await store.claim(aReview(newer, roleName, "approved", minute(0)));
  return { store, role, older, newer };
}

function take(
  store: ReviewStore,
  id: string,
  transition: ChangingTransition,
  by: string,
  after: number,
  updatedAt = minute(1),
): Promise<Review> {
  return store.update(id, transition, { lease: { by, after }, updatedAt });
}
