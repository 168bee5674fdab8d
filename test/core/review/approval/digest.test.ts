import { describe, expect, test } from "vitest";
import { areMany, isHeld, isOnItsWay, isToldByDigest, untold } from "#core/review/approval/digest.ts";
import type { Review } from "#core/review/model/review.ts";
import { aReview } from "#test/adapters/a-review.ts";

const AT = "2026-11-24T10:00:00.000Z";

function review(status: Review["status"], round?: number, toldRound = 0): Review {
  const made = { ...aReview("r1", "Role", status, AT), cycleId: "cycle" };
  return round === undefined ? made : { ...made, waiting: { taskToken: "t", since: AT, expiresAt: AT, round, toldRound } };
}

describe("a review of a cycle that tells many in one message", () => {
  test.each<[string, Review, { held?: true; told?: true; onItsWay?: true }]>([
    ["still reads the logs: it may come to be asked about", review("generating"), { onItsWay: true }],
    ["is being proposed: it may too", review("proposing"), { onItsWay: true }],
    ["waits for the digest: it is held", review("waiting", 0), { held: true }],
    ["was told by it, and goes on in a moment", review("waiting", 0, 1), { told: true }],
    ["was told by it twice", review("waiting", 0, 2), { told: true }],
    ["was asked about singly: it is none of the digest's", review("waiting", 1, 1), {}],
    ["is asked about singly, and its message is on its way", review("waiting", 1), {}],
    ["was decided while it was held", review("approved", 0), {}],
    ["was decided after the digest", review("rejected", 0, 1), {}],
    ["waits, and the record does not say for what", review("waiting"), {}],
  ])("%s", (_, each, { held = false, told = false, onItsWay = false }) => {
    expect([isHeld(each), isToldByDigest(each), isOnItsWay(each)]).toEqual([held, told, onItsWay]);
  });

  test("is one that the message could still tell of where it is of this cycle, no dry run, and not asked about yet", () => {
    const [held, proposing, told] = [review("waiting", 0), review("proposing"), review("waiting", 0, 1)];
    const open = [held, proposing, told, review("waiting", 1), { ...held, cycleId: "other" }, { ...proposing, dryRun: true }];
    expect(untold(open, "cycle")).toEqual([held, proposing]);
  });
});

describe("proposals are worth one message for all", () => {
  test.each([
    ["from the number on that the operator set", 5, 5, true],
    ["not below it", 4, 5, false],
    ["never, where it is 0", 500, 0, false],
    ["not one alone, whatever the operator set", 1, 1, false],
    ["but two, where it is 1", 2, 1, true],
  ])("%s", (_, count, digestFrom, expected) => {
    expect(areMany(count, { digestFrom })).toBe(expected);
  });
});
