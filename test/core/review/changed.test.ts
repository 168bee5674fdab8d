import { describe, expect, test } from "vitest";
import { changed } from "#core/review/changed.ts";
import { ReviewConflictError } from "#core/review/errors.ts";
import type { Review } from "#core/review/model/review.ts";
import { aReview } from "#test/adapters/a-review.ts";

const NOW = "2026-11-24T10:00:00.000Z";
const minutesAgo = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

describe("a review after a change", () => {
  const waiting = { taskToken: "t", since: NOW, expiresAt: NOW, round: 1, toldRound: 1 };
  const approvals = [{ at: NOW, by: "ann", identity: { issuer: "i", subject: "s" }, proposalHash: "h" }];
  const before: Review = {
    ...aReview("r1", "Role", "waiting", minutesAgo(60)),
    proposalHash: "h",
    waiting,
    approvals,
    approversNeeded: 2,
    roleOwner: "payments",
  };

  test("keeps what the change does not name, sets what it does, and its revision grows by one", () => {
    expect(changed(before, "mark-told", { updatedAt: NOW, waiting: { ...waiting, toldRound: 2 } })).toEqual({
      ...before,
      updatedAt: NOW,
      waiting: { ...waiting, toldRound: 2 },
      revision: 1,
    });
  });

  test("loses what is taken away", () => {
    const { approversNeeded: _, roleOwner: __, ...rest } = before;
    expect(changed(before, "ask", { updatedAt: NOW, approversNeeded: null, roleOwner: null })).toEqual({
      ...rest,
      updatedAt: NOW,
      revision: 1,
    });
  });

  test("loses its approvals with another proposal, or where the decision is taken back, and not else", () => {
    expect(changed(before, "ask", { updatedAt: NOW, proposalHash: "h" }).approvals).toEqual(approvals);
    expect(changed(before, "ask", { updatedAt: NOW, proposalHash: "other" })).not.toHaveProperty("approvals");
    const approved: Review = { ...before, status: "approved", decision: { verdict: "approved", at: NOW, by: "a", proposalHash: "h" } };
    const drifted = changed(approved, "drift", { updatedAt: NOW, decision: null });
    expect([drifted.status, "approvals" in drifted, "decision" in drifted]).toEqual(["drifted", false, false]);
  });

  test("is refused where its status does not allow it, or is not what was seen", () => {
    expect(() => changed(before, "apply", { updatedAt: NOW })).toThrow(ReviewConflictError);
    const seen = { updatedAt: NOW, seen: "approved" } as const;
    const rehearsing: Review = { ...before, status: "rehearsing" };
    expect(() => changed(rehearsing, "apply", seen)).toThrow(ReviewConflictError);
    expect(changed({ ...before, status: "approved" }, "apply", seen)).toMatchObject({ status: "applying" });
  });
});
