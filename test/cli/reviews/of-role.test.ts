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

describe("what is restored of a role", () => {
  const failure = (code: string) => ({ failure: { code, step: "approved", message: "It ended." } });
  const applied = (id: string, more: Partial<Review> = {}) => ({ ...ofRole(id, "111122223333", "App"), ...more });
  const rejected = { decision: { ...decision, verdict: "rejected" as const } };
  const { decision: _, ...undecided } = applied("undecided");

  test.each<[string, readonly Review[], string | undefined]>([
    ["the latest review that was approved", [applied("one"), applied("two"), applied("three", rejected), undecided], "two"],
    ["one that failed half-way", [applied("one"), applied("two", failure("change-failed"))], "two"],
    ["not one whose run ended before its change", [applied("one"), applied("two", failure("abandoned"))], "one"],
    ["nothing, where none was approved", [applied("one", rejected), undecided], undefined],
  ])("is %s", (_, all, id) => {
    expect(lastApplied(all, "App")?.id).toBe(id);
  });

  test("is any review that is named by its id", () => {
    expect(lastApplied([applied("one", rejected), applied("two")], "one")?.id).toBe("one");
  });
});
