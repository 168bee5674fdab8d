import { mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
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
