import { describe, expect, test } from "vitest";
import type { Brief } from "#core/review/model/brief.ts";
import type { Review } from "#core/review/model/review.ts";
import { findReviews, readSearch, searchQuery } from "#core/web/reviews-search.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { CALM } from "./calm.ts";

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

describe("a page of the list", () => {
  const AT = "2026-11-01T00:00:00.000Z";
  const ended = (count: number, name = "Role") =>
    Array.from({ length: count }, (_, index) =>
      aReview(`${name}-${index}`, name, "rejected", new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString()),
    );

  test.each([
    [49, 49, false],
    [50, 50, false],
    [51, 50, true],
  ])("shows 50 ended reviews at most: of %i, %i, and where older ones go on: %s", async (count, shown, goesOn) => {
    const { ended: found, older } = await findReviews(await storeOf(ended(count)), { text: "" });
    expect([found.length, older !== undefined]).toEqual([shown, goesOn]);
    if (older) expect(older.id).toBe(found.at(-1)?.id);
  });

  test("of older reviews shows none that are open", async () => {
    const store = await storeOf([waiting("Waits", {}), aReview("r", "Applies", "applying", AT), ...ended(3)]);
    const first = await findReviews(store, { text: "" });
    expect([first.toDecide.length, first.inProgress.length]).toEqual([1, 1]);
    const older = await findReviews(store, { text: "", before: { createdAt: "2026-01-01T00:02:00.000Z", id: "Role-2" } });
    expect([older.toDecide, older.inProgress, older.ended.length]).toEqual([[], [], 2]);
  });

  test("reads 2,000 ended reviews at most for a search that finds none, and says where to go on", async () => {
    let pages = 0;
    const store = {
      open: async () => [],
      ended: async () => {
        pages += 1;
        return { reviews: ended(100, "Other"), hasMore: true };
      },
    };
    const { ended: found, older } = await findReviews(store, { text: "nobody" });
    expect([found, pages, older]).toEqual([[], 20, { createdAt: expect.any(String), id: "Other-99" }]);
  });

  test("finds part of a name or an id in any letters, and in the state that is asked for", async () => {
    const store = await storeOf([waiting("AppServer", {}), aReview("r", "AppWorker", "applying", AT)]);
    const found = async (text: string, state?: "to-decide" | "in-progress") => {
      const { toDecide, inProgress } = await findReviews(store, { text, ...(state ? { state } : {}) });
      return [...toDecide, ...inProgress].map(({ roleName }) => roleName);
    };
    expect(await found("APPserver")).toEqual(["AppServer"]);
    expect(await found("REVIEW-OF-app")).toEqual(["AppServer"]);
    expect(await found("app", "in-progress")).toEqual(["AppWorker"]);
  });
});

describe("the address of a search", () => {
  const read = (query: string) => {
    const fields = new URLSearchParams(query);
    return readSearch((name) => fields.get(name) ?? undefined);
  };
  const before = { createdAt: "2026-11-01T00:00:00.000Z", id: "review-1" };

  test("says the text, the state and where to go on, and is read as that again", () => {
    const query = searchQuery({ text: "a b&c", state: "rejected" }, before);
    expect(read(query)).toEqual({ text: "a b&c", state: "rejected", before });
    expect(read(searchQuery({ text: "" }, before))).toEqual({ text: "", before });
  });

  test.each([
    ["state=nonsense", { text: "" }],
    ["before=nonsense", { text: "" }],
    ["before=2026-11-01T00:00:00.000Z~../x", { text: "" }],
    [`q=${"x".repeat(300)}`, { text: "x".repeat(200) }],
  ])("that makes no sense counts for nothing: %s", (query, search) => {
    expect(read(query)).toEqual(search);
  });
});
