import { chmodSync, mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cacheFolder, openCache } from "#adapters/bucket/reading-cache.ts";

const object = { key: "a/log.json.gz", size: 10, etag: '"1"' };
const reading = {
  file: "s3://b/a/log.json.gz",
  isLast: true,
  wanted: new Uint8Array([123, 125]),
  ends: [2],
  others: [{ region: "us-east-1", count: 3, first: "2026-11-01T00:00:00Z", last: "2026-11-01T01:00:00Z" }],
  unreadable: new Map([["not-json", 1]] as const),
};
const folder = () => mkdtempSync(join(tmpdir(), "cache-"));

test("gives back what was kept of an object, for its owner alone", async () => {
  const place = folder();
  await (await openCache(place, "b", ["r", "s"])).keep(object, [reading]);
  expect(await (await openCache(place, "b", ["s", "r"])).find(object)).toEqual([reading]);
  const [entry = ""] = readdirSync(place);
  expect(statSync(join(place, entry)).mode & 0o77).toBe(0);
});

test.each([
  ["another object", "b", ["r"], { ...object, key: "a/other.json.gz" }],
  ["an object that changed", "b", ["r"], { ...object, etag: '"2"' }],
  ["another bucket", "c", ["r"], object],
  ["other roles", "b", ["r", "s"], object],
])("finds nothing for %s", async (_, bucket, roles, wanted) => {
  const place = folder();
  await (await openCache(place, "b", ["r"])).keep(object, [reading]);
  expect(await (await openCache(place, bucket, roles)).find(wanted)).toBeUndefined();
});

test("a damaged entry is read anew", async () => {
  const place = folder();
  const cache = await openCache(place, "b", ["r"]);
  await cache.keep(object, [reading]);
  const [inner = ""] = readdirSync(place);
  for (const file of readdirSync(join(place, inner))) writeFileSync(join(place, inner, file), "damaged");
  expect(await cache.find(object)).toBeUndefined();
});

test("lies in the user's cache folder", () => {
  expect(cacheFolder({ XDG_CACHE_HOME: "/caches" })).toBe("/caches/whittle/trail");
  expect(cacheFolder({})).toMatch(/\/\.cache\/whittle\/trail$/);
});

describe.skipIf(process.platform === "win32")("what another user may have put there is not found", () => {
  test.each(["whole cache", "entries of a bucket"])("where others can write the %s", async (which) => {
    const place = folder();
    await (await openCache(place, "b", ["r"])).keep(object, [reading]);
    const [inner = ""] = readdirSync(place);
    chmodSync(which === "whole cache" ? place : join(place, inner), 0o777);
    const cache = await openCache(place, "b", ["r"]);
    await cache.keep({ ...object, key: "other" }, [reading]);
    expect([await cache.find(object), readdirSync(join(place, inner)).length]).toEqual([undefined, 1]);
  });

  test("where the cache is a link to another folder", async () => {
    const [theirs, place] = [join(folder(), "theirs"), join(folder(), "trail")];
    mkdirSync(theirs);
    await (await openCache(theirs, "b", ["r"])).keep(object, [reading]);
    symlinkSync(theirs, place);
    expect(await (await openCache(place, "b", ["r"])).find(object)).toBeUndefined();
  });
});
