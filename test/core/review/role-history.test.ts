import { describe, expect, test } from "vitest";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import type { Review } from "#core/review/model/review.ts";
import { roleAfter } from "#core/review/role-history.ts";
import { aReview } from "#test/adapters/a-review.ts";

const NOW = "2026-11-24T10:00:00.000Z";
const minutesAgo = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
const review: Review = aReview("r1", "Role", "applying", minutesAgo(60));

describe("what is known of a role", () => {
  const role = roleKey(review.roleArn);
  const known = { role, openReviewId: "r1", triedAt: minutesAgo(900), settledAt: minutesAgo(900), decidedReviewId: "r0", keep: ["s3:*"] };
  const ended = (status: Review["status"], more: Partial<Review> = {}): Review => ({ ...review, status, updatedAt: NOW, ...more });
  const byPerson = { verdict: "rejected", at: NOW, by: "ann", proposalHash: "h" } as const;

  test("stays while its review is open, with the lease", () => {
    expect(roleAfter(known, review, { updatedAt: NOW, lease: { by: "role-review", after: 0 } })).toEqual({
      ...known,
      lease: { fencingToken: 1, holder: { reviewId: "r1", by: "role-review", at: NOW } },
    });
    expect(roleAfter(known, review)).toEqual(known);
  });

  test("says that it was tried, that it settled, and who decided, once its review ends; and the role is free", () => {
    const { openReviewId: _, ...rest } = known;
    expect(roleAfter(known, ended("rejected", { decision: byPerson }))).toEqual({
      ...rest,
      triedAt: NOW,
      settledAt: NOW,
      decidedReviewId: "r1",
    });
  });

  test("says nothing of settling where nothing was looked at for good, nor of a person where the clock decided", () => {
    const { openReviewId: _, ...rest } = known;
    expect(roleAfter(known, ended("failed"))).toEqual({ ...rest, triedAt: NOW });
    expect(roleAfter(known, ended("expired", { decision: { ...byPerson, verdict: "expired" } }))).toEqual({
      ...rest,
      triedAt: NOW,
      settledAt: NOW,
    });
  });

  test("is not touched by the end of a review that does not hold it: one that is restored months later", () => {
    expect(roleAfter({ ...known, openReviewId: "r2" }, ended("restored"))).toEqual({ ...known, openReviewId: "r2" });
  });
});
