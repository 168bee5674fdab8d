import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import type { TrailReading } from "#adapters/local/trail/read-trail.ts";
import { checkUsable } from "#adapters/local/trail/usable.ts";
import { createTally } from "#core/usage/tally.ts";
import { ROLE, rawRecord } from "#test/core/usage/records.ts";

const ALL = { from: "2020-01-01T00:00:00.000Z", to: "2030-01-01T00:00:00.000Z" };
const EMPTY = { id: "empty" } as const;

function trail(
  days: readonly string[],
  more: Partial<TrailReading> = {},
  faults: readonly ("not-json" | "too-large")[] = [],
): TrailReading {
  const tally = createTally([ROLE], ALL);
  for (const day of days) tally.add(rawRecord({ eventTime: `${day}T10:00:00Z` }), loadCatalogue());
  for (const fault of faults) tally.addUnreadable(fault);
  return { tally: tally.snapshot(), files: 2, problems: [], passedOver: [], ...more };
}

describe("a trail", () => {
  const found = trail(["2026-03-02", "2026-03-09"]);
  test.each([
    ["all of it", {}],
    ["its first day", { to: "2026-03-02T12:00:00.000Z" }],
    ["the day of a record, though not its hour", { from: "2026-03-09T23:00:00.000Z", to: "2026-03-09T23:30:00.000Z" }],
    ["its last day", { from: "2026-03-09T00:00:00.000Z" }],
  ])("can be used for a window of %s", (_, window) => {
    expect(checkUsable("t", found, window)).toBe(found);
  });

  test.each([
    ["before it", { to: "2026-03-01T23:59:59.000Z" }],
    ["after it", { from: "2026-03-10T00:00:00.000Z" }],
    ["between its records", { from: "2026-03-03T00:00:00.000Z", to: "2026-03-08T00:00:00.000Z" }],
  ])("cannot be used for a window %s", (_, window) => {
    expect(() => checkUsable("t", found, window)).toThrow(
      "t: no record in it lies in the window; its records are of 2026-03-02 to 2026-03-09.",
    );
  });
});

describe("a trail without a record says why", () => {
  const problems = [{ file: "a.json", because: EMPTY }];
  const passedOver = [{ file: "b.md", is: { id: "not-named-so" } }] as const;
  test.each<[string, Partial<TrailReading>, readonly ("not-json" | "too-large")[], RegExp]>([
    ["its one file has a fault", { files: 1, problems }, [], /^a\.json: it is empty\.$/],
    ["its one file is no log", { files: 1, passedOver }, [], /^b\.md: \S/],
    [
      "one of its files has a fault",
      { problems, passedOver },
      [],
      /^t: its 2 log files hold no record that can be read; a\.json: it is empty\.$/,
    ],
    ["its files are no logs", { passedOver }, [], /^t: its 2 log files hold no record that can be read; b\.md: \S/],
    [
      "its records cannot be read",
      { files: 1 },
      ["not-json"],
      /^t: its log file holds no record that can be read: a record is not JSON\.$/,
    ],
    ["its logs are empty", {}, [], /^t: its 2 log files hold no record\.$/],
  ])("where %s", (_, more, faults, message) => {
    expect(() => checkUsable("t", trail([], more, faults), {})).toThrow(message);
  });
});
