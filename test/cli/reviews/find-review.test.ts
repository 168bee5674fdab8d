import { expect, test } from "vitest";
import type { ReviewRecord } from "#adapters/operator/review-record.ts";
import { findReview } from "#cli/reviews/find-review.ts";
import { aReview } from "#test/adapters/a-review.ts";

const AT = "2026-11-24T09:00:00.000Z";
const never = async (): Promise<never> => {
  throw new Error("A review is found without its documents.");
};
const record: ReviewRecord = {
  all: async () => [aReview("one", "App", "settled", AT), aReview("two", "App", "waiting", AT), aReview("App2", "Other", "settled", AT)],
  document: never,
  documents: never,
  journal: never,
  close() {},
};

test.each([
  ["one", "one"],
  ["App", "two"],
  ["123456789012/App", "two"],
  ["App2", "App2"],
  ["Other", "App2"],
])("%s is the review %s: by its id, else the latest of its role", async (word, id) => {
  expect((await findReview(record, word)).id).toBe(id);
});

test.each([
  ["Apq", "Apq: no review and no reviewed role has this name. Did you mean App? See: whittle list"],
  ["nobody", "nobody: no review and no reviewed role has this name. See: whittle list"],
])("%s is none", async (word, message) => {
  await expect(findReview(record, word)).rejects.toThrow(message);
});
