import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeSlices, newRoleSlices, type RoleSlices, sliceAt, splitRole, wholeRole } from "#core/usage/role-slices.ts";

const OCTOBER = { from: "2026-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };

function seenAt(times: readonly string[], into: RoleSlices = newRoleSlices()): RoleSlices {
  for (const time of times) sliceAt(into, time).records += 1;
  return into;
}

const onDays = (days: readonly number[]) => days.map((day) => new Date(Date.UTC(2026, 9, day, 12)).toISOString());
const month = Array.from({ length: 30 }, (_, index) => index + 1);

describe("one role's window in two", () => {
  test("splits a month near its 20th day: all that came before, and all that came after", () => {
    const split = splitRole(seenAt(onDays(month)), OCTOBER);
    const days = (Date.parse(split?.at ?? "") - Date.parse(OCTOBER.from)) / 86_400_000;
    expect(days).toBeGreaterThan(18);
    expect(days).toBeLessThan(22);
    expect([split?.earlier.records, split?.later.records]).toEqual([days, 30 - days]);
  });

  test("keeps a month in spans of three days, and a quarter in spans of twelve", () => {
    const quarter = Array.from({ length: 90 }, (_, index) => index + 1);
    expect([month, quarter].map((days) => seenAt(onDays(days)).slices.size)).toEqual([10, 8]);
  });

  test("splits some minutes too", () => {
    const minutes = Array.from({ length: 9 }, (_, index) => `2026-10-01T08:0${index}:30Z`);
    const split = splitRole(seenAt(minutes), { from: "2026-10-01T08:00:00.000Z", to: "2026-10-01T08:09:00.000Z" });
    expect([split?.at, split?.earlier.records, split?.later.records]).toEqual(["2026-10-01T08:06:00.000Z", 6, 3]);
  });

  test("is not split where all was seen in one moment", () => {
    expect(
      splitRole(seenAt(["2026-10-01T08:00:10Z"]), { from: "2026-10-01T08:00:10.000Z", to: "2026-10-01T08:00:11.000Z" }),
    ).toBeUndefined();
  });

  test("is not split where its only span ends as the window begins: nothing would come before", () => {
    const span = { from: "2026-10-01T08:00:00.000Z", to: "2026-10-01T08:00:01.000Z" };
    expect(splitRole(seenAt(["2026-10-01T08:00:00Z", "2026-10-01T09:30:00Z"]), span)).toBeUndefined();
  });

  test("holds few spans, loses nothing and is the same however its records were shared out", () => {
    const instant = fc
      .integer({ min: 0, max: 30 * 86_400 })
      .map((second) => new Date(Date.parse(OCTOBER.from) + second * 1000).toISOString());
    let splits = 0;
    fc.assert(
      fc.property(fc.array(instant, { minLength: 1, maxLength: 60 }), fc.array(instant, { maxLength: 60 }), (some, others) => {
        const all = seenAt([...some, ...others]);
        const merged = seenAt(some);
        mergeSlices(merged, seenAt(others));
        expect(merged).toEqual(all);
        expect(all.slices.size).toBeLessThanOrEqual(12);
        expect(wholeRole(all).records).toBe(some.length + others.length);
        const split = splitRole(all, OCTOBER);
        if (!split) return;
        expect(split.earlier.records + split.later.records).toBe(wholeRole(all).records);
        splits += 1;
      }),
      { numRuns: 200 },
    );
    expect(splits).toBeGreaterThan(0);
  });
});
