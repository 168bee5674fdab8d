import { expect, test } from "vitest";
import type { ReviewRecord } from "#adapters/operator/review-record.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { overviewsOf } from "../../../cli/reviews/overview.ts";

const AT = "2026-11-24T09:00:00.000Z";

/** A record that counts how often it is asked. */
function countingRecord() {
  const asked: (readonly string[])[] = [];
  const one = async (): Promise<never> => {
    throw new Error("A list reads no document by itself.");
  };
  const record: ReviewRecord = {
    all: async () => [],
    document: one,
    journal: one,
    async documents(reviewIds) {
      asked.push(reviewIds);
      return new Map();
    },
    close() {},
  };
  return { record, asked };
}

test("a list of a thousand reviews asks for their documents ten times, and keeps their order", async () => {
  const { record, asked } = countingRecord();
  const reviews = Array.from({ length: 1000 }, (_, index) => aReview(`r${index}`, "MyRole", "settled", AT));
  const listed: string[] = [];
  for await (const { review } of overviewsOf(record, reviews)) listed.push(review.id);
  expect(listed).toEqual(reviews.map(({ id }) => id));
  expect(asked.map(({ length }) => length)).toEqual(Array(10).fill(100));
});

test("a list reads the next hundred when it comes to them", async () => {
  const { record, asked } = countingRecord();
  const reviews = Array.from({ length: 150 }, (_, index) => aReview(`r${index}`, "MyRole", "settled", AT));
  for await (const { review } of overviewsOf(record, reviews)) if (review.id === "r99") break;
  expect(asked).toHaveLength(1);
});
