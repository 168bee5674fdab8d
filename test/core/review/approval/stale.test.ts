import { expect, test } from "vitest";
import { isStale } from "#core/review/approval/stale.ts";
import { daysBefore } from "#core/review/time.ts";
import { aReview } from "#test/adapters/a-review.ts";

const NOW = "2026-11-24T09:00:00.000Z";
const settings = { approvalDays: 2, watchHours: 24 };

test.each([
  ["waiting", 17],
  ["generating", 8],
  ["rehearsing", 28],
] as const)("a review that is %s is given up after more than %i days without a sign", (status, days) => {
  const quietFor = (count: number) => aReview("r1", "MyRole", status, daysBefore(NOW, count));
  expect([days - 0.1, days + 0.1].map((count) => isStale(quietFor(count), NOW, settings))).toEqual([false, true]);
});
