import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partsOf } from "#adapters/cloudtrail/parts.ts";
import { runs } from "#test/runs.ts";

const MEGABYTE = 1024 * 1024;
const objectAt = (day: number, at: number, size = 20_000) => ({
  key: `AWSLogs/111122223333/CloudTrail/eu-central-1/2026/11/${String(day).padStart(2, "0")}/${String(at).padStart(6, "0")}.json.gz`,
  size,
  etag: `"${day}-${at}"`,
});
const anObject = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 20 * MEGABYTE }))
  .map(([day, at, size]) => objectAt(day, at, size));
const objects = fc
  .uniqueArray(anObject, { selector: ({ key }) => key, maxLength: 1500 })
  .map((found) => found.sort((a, b) => (a.key < b.key ? -1 : 1)));

describe("the parts of a trail", () => {
  test("hold each object once, of one day, within their limits", () => {
    fc.assert(
      fc.property(objects, (all) => {
        const parts = partsOf(all);
        expect(parts.flatMap((part) => part.objects)).toEqual(all);
        for (const { id, objects } of parts) {
          expect(new Set(objects.map(({ key }) => key.slice(0, key.lastIndexOf("/"))))).toHaveProperty("size", 1);
          expect(objects.length).toBeLessThanOrEqual(500);
          if (objects.length > 1) expect(objects.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(32 * MEGABYTE);
          expect(id).toMatch(/^2026-11-0[123]\/[0-9a-f]{64}$/);
        }
      }),
      runs(200),
    );
  });

  test("are the same for the same objects, and new objects at a day's end change only its last part", () => {
    const before = Array.from({ length: 1200 }, (_, at) => objectAt(1, at));
    const idsOf = (all: typeof before) => partsOf(all).map(({ id }) => id);
    expect(idsOf(before)).toEqual(idsOf([...before]));
    const after = idsOf([...before, objectAt(1, 1200), objectAt(2, 0)]);
    expect(after.slice(0, 2)).toEqual(idsOf(before).slice(0, 2));
    expect(after[2]).not.toBe(idsOf(before)[2]);
    expect(after).toHaveLength(4);
  });

  test("of 100,000 objects are as many as a map of Step Functions takes, each named in a small payload", () => {
    const all = Array.from({ length: 30 }, (_, day) => Array.from({ length: 3334 }, (_, at) => objectAt(day + 1, at))).flat();
    const items = partsOf(all).map(({ id }) => ({ part: id }));
    expect(items).toHaveLength(210);
    // All that the children give back stays within a state's payload (Step Functions Developer Guide, "Step Functions service quotas").
    expect(JSON.stringify(items).length).toBeLessThan(256 * 1024);
  });
});
