import { describe, expect, test } from "vitest";
import type { Brief } from "#core/review/model/brief.ts";
import type { Review } from "#core/review/model/review.ts";
import { findReviews, readSearch, searchQuery } from "#core/web/reviews-search.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";

const CALM: Brief = {
  keptCount: 5,
  removedCount: 10,
  removed: [0, 0, 0, 5, 5],
  policies: 1,
  suspicious: 0,
  escalations: 0,
  laterCallsDenied: 0,
  removedUnlogged: 0,
  keptWithoutProof: 0,
  gaps: 0,
};

function waiting(roleName: string, brief?: Partial<Brief>): Review {
  const at = "2026-11-01T00:00:00.000Z";
  return { ...aReview(`review-of-${roleName}`, roleName, "waiting", at), ...(brief ? { brief: { ...CALM, ...brief } } : {}) };
}

async function storeOf(reviews: readonly Review[]) {
  const store = fakeReviewStore();
  for (const review of reviews) await store.claim(review);
  return store;
}

describe("what waits for a decision", () => {
  test("begins with suspicious activity, then ways up, then permissions management, then writes", async () => {
    const store = await storeOf([
      waiting("Unproposed"),
      waiting("Reads", {}),
      waiting("Writes", { removed: [0, 5, 0, 0, 0] }),
      waiting("Manages", { removed: [1, 0, 0, 0, 0] }),
      waiting("Escalates", { escalations: 1 }),
      waiting("Suspicious", { suspicious: 1 }),
    ]);
    const { toDecide } = await findReviews(store, { text: "" });
    expect(toDecide.map(({ roleName }) => roleName)).toEqual(["Suspicious", "Escalates", "Manages", "Writes", "Reads", "Unproposed"]);
  });
});

describe("ended reviews", () => {
  test("are all found in turn, those opened last first, each once", async () => {
    const all = Array.from({ length: 120 }, (_, i) =>
      aReview(`review-${i}`, `Role${i}`, "rejected", new Date(Date.UTC(2026, 0, 1 + Math.floor(i / 2))).toISOString()),
    );
    const store = await storeOf(all);
    const seen: Review[] = [];
    let search = readSearch(() => undefined);
    for (let pages = 0; pages < 5; pages += 1) {
      const { ended, older } = await findReviews(store, search);
      seen.push(...ended);
      if (!older) break;
      const query = new URLSearchParams(searchQuery(search, older));
      search = readSearch((name) => query.get(name) ?? undefined);
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(120);
    expect(seen.map(({ createdAt }) => createdAt)).toEqual(
      all
        .map(({ createdAt }) => createdAt)
        .sort()
        .reverse(),
    );
  });

  test("are searched by role, account and review, and by where they stand", async () => {
    const store = await storeOf([
      aReview("review-1", "AppServer", "rejected", "2026-11-01T00:00:00.000Z"),
      aReview("review-2", "AppWorker", "expired", "2026-11-02T00:00:00.000Z"),
      aReview("review-3", "Batch", "failed", "2026-11-03T00:00:00.000Z"),
    ]);
    const rolesOf = async (query: Readonly<Record<string, string>>) =>
      (
        await findReviews(
          store,
          readSearch((name) => query[name]),
        )
      ).ended.map(({ roleName }) => roleName);
    expect(await rolesOf({ q: " app " })).toEqual(["AppWorker", "AppServer"]);
    expect(await rolesOf({ q: "review-3" })).toEqual(["Batch"]);
    expect(await rolesOf({ q: "123456789012", state: "expired" })).toEqual(["AppWorker"]);
    expect(await rolesOf({ q: "nobody" })).toEqual([]);
  });
});
