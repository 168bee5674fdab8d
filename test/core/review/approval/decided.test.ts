import { describe, expect, test } from "vitest";
import { countsForCycle, decided } from "#core/review/approval/decided.ts";
import { AnswersDifferError, ApproverUnknownError, ReviewConflictError } from "#core/review/errors.ts";
import type { Decision, Review } from "#core/review/model/review.ts";
import { aReview } from "#test/adapters/a-review.ts";

const AT = "2026-11-24T10:00:00.000Z";
const waiting: Review = { ...aReview("r1", "Role", "waiting", AT), approversNeeded: 2, proposalHash: "h" };
const answer = (verdict: "keep" | "remove") => [{ question: "s3/any", verdict, by: "approver" } as const];

function said(person: string, more: Partial<Decision> = {}): Decision {
  const identity = { issuer: "https://login.example", subject: person };
  return { verdict: "approved", at: AT, by: person, identity, proposalHash: "h", ...more };
}

describe("of two approvers", () => {
  const first = decided(waiting, said("ann", { answers: answer("keep"), reason: "fine" }));

  test("the first one's approval is kept, and decides nothing", () => {
    expect(first).toMatchObject({ recorded: "approval", review: { status: "waiting", revision: 1 } });
    expect(first.review.decision).toBeUndefined();
  });

  test("the second one's, with the same answers, decides, in both names and with both reasons", () => {
    const second = decided(first.review, said("ben", { answers: answer("keep"), reason: "yes" }));
    expect(second).toMatchObject({
      recorded: "decision",
      review: { status: "approved", decision: { by: "ann and ben", reason: "fine / yes", answers: answer("keep") } },
    });
  });

  test("the second one's, with other answers, is refused and records nothing", () => {
    for (const answers of [answer("remove"), undefined])
      expect(() => decided(first.review, said("ben", answers ? { answers } : {}))).toThrow(AnswersDifferError);
  });

  test("the same one's again is nothing", () => {
    expect(decided(first.review, said("ann", { answers: answer("remove") }))).toEqual({ recorded: "nothing", review: first.review });
  });

  test("one who is not known approves nothing", () => {
    const { identity: _, ...nobody } = said("ann");
    expect(() => decided(waiting, nobody)).toThrow(ApproverUnknownError);
  });

  test("either may reject alone", () => {
    expect(decided(first.review, said("ben", { verdict: "rejected" }))).toMatchObject({
      recorded: "decision",
      review: { status: "rejected" },
    });
  });

  test("an approval of an earlier proposal counts for nothing", () => {
    const earlier = decided(waiting, said("ann", { proposalHash: "old" }));
    expect(decided(earlier.review, said("ben"))).toMatchObject({ recorded: "approval" });
  });
});

test("what is decided stays decided, and only a waiting review is decided", () => {
  const { review } = decided({ ...waiting, status: "waiting" }, said("ann", { verdict: "rejected" }));
  expect(decided(review, said("ben"))).toEqual({ recorded: "nothing", review });
  expect(() => decided({ ...waiting, status: "proposing" }, said("ann"))).toThrow(ReviewConflictError);
});

describe("the next review is a cycle away", () => {
  const ended: Review = { ...aReview("r1", "Role", "settled", AT), outcome: "nothing-to-change" };

  test.each<[string, Partial<Review>, boolean]>([
    ["after one that settled", {}, true],
    ["after one that was rejected", { status: "rejected" }, true],
    ["not after one that failed", { status: "failed" }, false],
    ["not after a dry run", { dryRun: true }, false],
    ["not where the role was not eligible", { outcome: "not-eligible" }, false],
    ["not where the stack was removed meanwhile", { reason: { id: "stack-removed" } }, false],
  ])("%s", (_, more, counts) => {
    expect(countsForCycle({ ...ended, ...more })).toBe(counts);
  });
});
