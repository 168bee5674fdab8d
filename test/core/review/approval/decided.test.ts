import { describe, expect, test } from "vitest";
import { countsForCycle, decided, isDecidedByPerson, isEnded } from "#core/review/approval/decided.ts";
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

  test("the record says when each of them approved, and that it changed then", () => {
    const [noon, night] = ["2026-11-24T12:00:00.000Z", "2026-11-24T22:00:00.000Z"];
    const { review } = decided(waiting, said("ann", { at: noon }));
    expect(review).toMatchObject({ updatedAt: noon, approvals: [{ at: noon }] });
    expect(decided(review, said("ben", { at: night })).review).toMatchObject({
      updatedAt: night,
      revision: 2,
      approvals: [{ at: noon }, { at: night }],
      decision: { at: night, identity: { subject: "ben" } },
    });
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

test("what is decided stays decided", () => {
  const { review } = decided(waiting, said("ann", { verdict: "rejected", at: "2026-11-24T12:00:00.000Z" }));
  expect(review).toMatchObject({ status: "rejected", updatedAt: "2026-11-24T12:00:00.000Z", revision: 1 });
  expect(decided(review, said("ben"))).toEqual({ recorded: "nothing", review });
});

test("only a waiting review is decided, and who decides is told which status it has instead", () => {
  const deciding = () => decided({ ...waiting, status: "proposing" }, said("ann"));
  expect(deciding).toThrow(new ReviewConflictError("r1", ["waiting"], "proposing"));
});

describe("a review is over", () => {
  test.each<[Review["status"], boolean]>([
    ["generating", false],
    ["proposing", false],
    ["waiting", false],
    ["approved", false],
    ["drifted", false],
    ["rehearsing", false],
    ["applying", false],
    ["applied", false],
    ["restoring", false],
    ["rejected", true],
    ["expired", true],
    ["restored", true],
    ["settled", true],
    ["failed", true],
  ])("where it is %s: %s; and in any status once it was closed", (status, ended) => {
    const review = aReview("r1", "Role", status, AT);
    expect([isEnded(review), isEnded({ ...review, closedAt: AT })]).toEqual([ended, true]);
  });
});

test("the clock is no person: only what somebody approved or rejected is decided by one", () => {
  const byPerson = (["approved", "rejected", "expired"] as const).map((verdict) =>
    isDecidedByPerson({ ...waiting, decision: said("ann", { verdict }) }),
  );
  expect([isDecidedByPerson(waiting), ...byPerson]).toEqual([false, true, true, false]);
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
    ["not where its account left the stack meanwhile", { reason: { id: "account-left", account: "111122223333" } }, false],
  ])("%s", (_, more, counts) => {
    expect(countsForCycle({ ...ended, ...more })).toBe(counts);
  });
});
