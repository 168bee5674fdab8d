import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { aReview } from "#test/adapters/a-review.ts";

const day = (at: number) => `2026-11-${String(at).padStart(2, "0")}T09:00:00.000Z`;
const fileIn = (folder = mkdtempSync(join(tmpdir(), "whittle-store-"))) => join(folder, "whittle.sqlite");
const ids = (reviews: readonly { readonly id: string }[]) => reviews.map(({ id }) => id);

describe("the record of a folder", () => {
  test("lists every review, the oldest first, whatever their order and whether they have ended", async () => {
    const store = sqliteReviewStore(":memory:");
    for (const [id, at, status] of [
      ["third", 3, "settled"],
      ["first", 1, "waiting"],
      ["second", 2, "failed"],
      ["same moment, later", 1, "waiting"],
    ] as const)
      await store.claim(aReview(id, `Role ${id}`, status, day(at)));
    expect(ids(store.all())).toEqual(["first", "same moment, later", "second", "third"]);
    expect(ids(await store.open())).toEqual(["first", "same moment, later"]);
    expect(ids((await store.ended()).reviews)).toEqual(["third", "second"]);
  });

  test("gives a cycle its own open review back, and tells another that one is open", async () => {
    const store = sqliteReviewStore(":memory:");
    const review = { ...aReview("one", "A", "generating", day(1)), cycleId: "cycle 1" };
    expect(await store.claim(review)).toEqual({ reviewId: "one", claimed: true });
    expect(await store.claim({ ...review, id: "two" })).toEqual({ reviewId: "one", claimed: true });
    expect(await store.claim({ ...review, id: "three", cycleId: "cycle 2" })).toEqual({ reviewId: "one", claimed: false });
    expect(ids(store.all())).toEqual(["one"]);
  });

  test("pages through ended reviews, each once, also where many began at the same moment", async () => {
    const store = sqliteReviewStore(":memory:");
    const names = Array.from({ length: 230 }, (_, at) => `r${String(at).padStart(3, "0")}`);
    for (const [at, id] of names.entries()) await store.claim(aReview(id, id, "settled", day(1 + (at % 2))));
    const found: string[] = [];
    for (let page = await store.ended(); ; page = await store.ended(page.reviews.at(-1))) {
      found.push(...ids(page.reviews));
      if (!page.hasMore) break;
    }
    const newestFirst = names.toSorted((a, b) => (Number(b.slice(1)) % 2) - (Number(a.slice(1)) % 2) || (a < b ? 1 : -1));
    expect(found).toEqual(newestFirst);
  });

  test("goes on after a write that was refused", async () => {
    const store = sqliteReviewStore(":memory:");
    await store.claim(aReview("one", "A", "waiting", day(1)));
    await expect(store.update("one", "finish-apply", { updatedAt: day(2) })).rejects.toMatchObject({ code: "review-conflict" });
    await expect(store.get("none")).rejects.toMatchObject({ code: "review-not-found" });
    expect((await store.update("one", "fail", { updatedAt: day(2) })).status).toBe("failed");
  });

  test("is read again as it was written, with who may do what to a role, what is kept of it and when it was tried", async () => {
    const file = fileIn();
    const store = sqliteReviewStore(file);
    await store.claim(aReview("one", "A", "waiting", day(1)));
    await store.keep("123456789012/A", ["s3:B", "s3:A", "s3:B"]);
    await store.update("one", "fail", { updatedAt: day(2) });
    await store.claim(aReview("two", "A", "approved", day(3)));
    await store.update("two", "apply", { updatedAt: day(3), lease: { by: "worker", after: 0 } });
    store.close();
    const again = sqliteReviewStore(file);
    expect((await again.history(["123456789012/A"])).get("123456789012/A")).toMatchObject({
      openReviewId: "two",
      triedAt: day(2),
      keep: ["s3:A", "s3:B"],
      lease: { fencingToken: 1 },
    });
    expect((await again.get("one")).status).toBe("failed");
    again.close();
  });
});

describe("a record that cannot be opened", () => {
  test("because another run has it says so, and can be opened when that has ended", () => {
    const file = fileIn();
    const first = sqliteReviewStore(file);
    expect(() => sqliteReviewStore(file)).toThrow(`${file}: another run of whittle uses it. Try again when it has ended.`);
    first.close();
    sqliteReviewStore(file).close();
  });

  test("because it is something else says so", () => {
    const file = fileIn();
    writeFileSync(file, "It was a dark and stormy night, and the record was no record.");
    expect(() => sqliteReviewStore(file)).toThrow(`${file}: it is no record that whittle wrote.`);
  });
});

test("a record that others could read is closed to them when it is opened", () => {
  const file = fileIn();
  writeFileSync(file, "", { mode: 0o644 });
  sqliteReviewStore(file).close();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
