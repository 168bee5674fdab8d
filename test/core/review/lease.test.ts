import { describe, expect, test } from "vitest";
import { RoleBusyError } from "#core/review/errors.ts";
import { isHeld, isHeldBy, leaseAfter } from "#core/review/lease.ts";
import type { RoleLease } from "#core/review/model/lease.ts";
import type { Review } from "#core/review/model/review.ts";
import { aReview } from "#test/adapters/a-review.ts";

const NOW = "2026-11-24T10:00:00.000Z";
const minutesAgo = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
const heldBy = (reviewId: string, by: string, minutes = 0): RoleLease => ({
  fencingToken: 7,
  holder: { reviewId, by, at: minutesAgo(minutes) },
});
const review: Review = aReview("r1", "Role", "applying", minutesAgo(60));

describe("a role is held", () => {
  test.each([
    ["while its holder gives signs", heldBy("r2", "role-review"), true],
    ["for an hour after the last one", heldBy("r2", "role-review", 59.9), true],
    ["and no longer", heldBy("r2", "role-review", 60), false],
    ["not where nobody holds it", { fencingToken: 7 }, false],
  ])("%s", (_, lease, held) => {
    expect(isHeld(lease, NOW)).toBe(held);
  });

  test("by one who works for a review, not by all of them", () => {
    const lease = heldBy("r1", "role-review");
    expect([isHeldBy(lease, "r1", "role-review"), isHeldBy(lease, "r1", "role-restore"), isHeldBy(lease, "r2", "role-review")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(isHeldBy({ fencingToken: 0 }, "r1", "role-review")).toBe(false);
  });
});

describe("the lease of a role", () => {
  const asking = (after: number, by = "role-review") => ({ updatedAt: NOW, lease: { by, after } });

  test("is acquired with a higher token, where nobody holds it and it is as it was looked at", () => {
    expect(leaseAfter({ fencingToken: 7 }, review, asking(7))).toEqual({
      fencingToken: 8,
      holder: { reviewId: "r1", by: "role-review", at: NOW },
    });
  });

  test("is acquired from a holder who is gone", () => {
    expect(leaseAfter(heldBy("r2", "role-review", 61), review, asking(7))).toMatchObject({ fencingToken: 8, holder: { reviewId: "r1" } });
  });

  test("is renewed by its holder without a new token, whatever was looked at", () => {
    expect(leaseAfter(heldBy("r1", "role-review", 5), review, asking(3))).toEqual({
      fencingToken: 7,
      holder: { reviewId: "r1", by: "role-review", at: NOW },
    });
  });

  test.each<[string, RoleLease, number]>([
    ["another review holds it", heldBy("r2", "role-review"), 7],
    ["another execution of the same review holds it", heldBy("r1", "role-restore"), 7],
    ["it was held since it was looked at", { fencingToken: 8 }, 7],
    ["it was held since by one who is gone", heldBy("r2", "role-review", 90), 6],
  ])("is refused where %s", (_, lease, after) => {
    expect(() => leaseAfter(lease, review, asking(after))).toThrow(RoleBusyError);
  });

  test("is released by its own review, and by no other", () => {
    expect(leaseAfter(heldBy("r1", "role-review"), review, { updatedAt: NOW })).toEqual({ fencingToken: 7 });
    expect(leaseAfter(heldBy("r2", "role-review"), review, { updatedAt: NOW })).toEqual(heldBy("r2", "role-review"));
  });
});
