import fc from "fast-check";
import type * as v from "valibot";
import { describe, expect, test } from "vitest";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { TEMPORARY } from "#adapters/local/store/sqlite.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { RecordUnreadableError } from "#core/review/errors.ts";
import { JournalEntry } from "#core/review/model/journal.ts";
import { Proposal } from "#core/review/model/proposal.ts";
import { Review } from "#core/review/model/review.ts";
import { RoleState } from "#core/review/model/role-state.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import { anyOf } from "#test/core/review/model/any.ts";
import { fakeDynamoDb } from "#test/fakes/dynamodb.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { runs } from "#test/runs.ts";
import { aReview } from "./a-review.ts";

const stores: readonly (readonly [name: string, make: () => ReviewStore])[] = [
  ["DynamoDB", () => dynamodbReviewStore("table", { client: fakeDynamoDb() })],
  ["SQLite", () => sqliteReviewStore(":memory:")],
  ["SQLite, for one run", () => sqliteReviewStore(TEMPORARY)],
  ["the fake record", fakeReviewStore],
];

const NOW = "2026-11-28T10:00:00.000Z";

describe.each(stores)("%s keeps every member of every value", (_, make) => {
  test("of a review", () =>
    whole(Review, async (store, given) => {
      const review = { ...given, revision: 0 };
      await store.claim(review);
      expect(await store.get(review.id)).toEqual(review);
    }));

  test("of a proposal", () =>
    whole(Proposal, async (store, proposal) => {
      await store.putDocument("r", "proposal", proposal);
      expect(await store.document("r", "proposal")).toEqual(proposal);
    }));

  test("of a journal entry", () =>
    whole(JournalEntry, async (store, entry) => {
      await store.append("r", entry);
      expect(await store.journal("r")).toEqual([entry]);
    }));

  test("of a journal in the order in which it was written, also beyond ten entries", async () => {
    const store = make();
    const entries = Array.from({ length: 12 }, (_, index) => ({ kind: "break-glass", at: NOW, command: `command ${index}` }) as const);
    for (const entry of entries) await store.append("r", entry);
    expect(await store.journal("r")).toEqual(entries);
  });

  test("of a role's state, its documents read from their texts anew", () =>
    whole(RoleState, async (store, saved) => {
      await store.putDocument("r", "before", saved);
      expect(await store.document("r", "before")).toMatchObject(saved);
    }));

  test("and refuses a member that no schema knows, so that it cannot vanish", async () => {
    const review = { ...aReview("r", "A", "generating", "2026-11-24T09:00:00.000Z"), nickname: "new" };
    await expect(make().claim(review)).rejects.toThrow(RecordUnreadableError);
  });

  function whole<T>(schema: v.GenericSchema<unknown, T>, survives: (store: ReviewStore, value: T) => Promise<void>): Promise<void> {
    const values = anyOf(schema) as fc.Arbitrary<T>;
    return fc.assert(
      fc.asyncProperty(values, (value) => survives(make(), value)),
      runs(300),
    );
  }
});
