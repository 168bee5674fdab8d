import { describe, expect, test } from "vitest";
import type { Review } from "#core/review/model/review.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { lastApplied } from "../../../cli/restore/last-applied.ts";
import { reviewsOfRole } from "../../../cli/reviews/of-role.ts";

const AT = "2026-11-24T09:00:00.000Z";
const decision = { verdict: "approved", at: AT, by: "Ann", proposalHash: "hash" } as const;

function ofRole(id: string, account: string, roleName: string): Review {
  return { ...aReview(id, roleName, "settled", AT), roleArn: `arn:aws:iam::${account}:role/path/${roleName}`, decision };
}

const reviews = [
  ofRole("one", "111122223333", "Shared"),
  ofRole("two", "444455556666", "Shared"),
  ofRole("three", "111122223333", "Shared"),
  ofRole("four", "111122223333", "Alone"),
];

describe("the role that a command names", () => {
  test.each([
    ["Alone", ["four"]],
    ["111122223333/Shared", ["one", "three"]],
    ["arn:aws:iam::444455556666:role/path/Shared", ["two"]],
    ["Nobody", []],
  ])("%s has the reviews %j", (word, ids) => {
    expect(reviewsOfRole(reviews, word).map(({ id }) => id)).toEqual(ids);
  });

  test("is not guessed where two accounts have one of the name", () => {
    const message = "Shared: roles of this name were reviewed in the accounts 111122223333, 444455556666. Name one: 111122223333/Shared.";
    expect(() => reviewsOfRole(reviews, "Shared")).toThrow(message);
    expect(() => lastApplied(reviews, "Shared")).toThrow(message);
    expect(lastApplied(reviews, "111122223333/Shared")?.id).toBe("three");
  });
});
