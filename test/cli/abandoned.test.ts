import { expect, test } from "vitest";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { closeAbandoned } from "#cli/abandoned.ts";
import type { Review } from "#core/review/model/review.ts";
import { aReview } from "#test/adapters/a-review.ts";

const AT = "2026-11-24T09:00:00.000Z";
const waiting = { taskToken: "secret-token", since: AT, expiresAt: AT, round: 1, toldRound: 1 };
const halfway = { code: "change-failed", step: "applying", message: "It stopped half-way." };

test.each<[string, Partial<Review>, Partial<Review>]>([
  [
    "waited: it failed, and nothing was changed",
    { status: "waiting", waiting },
    {
      status: "failed",
      failure: { code: "abandoned", step: "waiting", message: "The run ended before this review was decided. Nothing was changed." },
    },
  ],
  ["was applied: its snapshot holds the change", { status: "applied" }, { status: "settled" }],
  ["stopped half-way: the record says how far it came", { status: "applying", failure: halfway }, { status: "failed", failure: halfway }],
])("a review that %s", async (_, more, end) => {
  const store = sqliteReviewStore(":memory:");
  await store.claim({ ...aReview("one", "A", "generating", AT), ...more });
  await store.claim(aReview("ended", "B", "rejected", AT));
  const ended = await store.get("ended");
  await closeAbandoned(store);
  const closed = await store.get("one");
  expect(closed).toMatchObject(end);
  expect(closed.closedAt).toBe(closed.updatedAt);
  expect(Date.parse(closed.updatedAt)).toBeGreaterThan(Date.parse(AT));
  expect(closed).not.toHaveProperty("waiting");
  expect(await store.get("ended")).toEqual(ended);
});
