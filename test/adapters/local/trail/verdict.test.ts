import { expect, test } from "vitest";
import { type Seen, verdictOn } from "#adapters/local/trail/verdict.ts";

const none = (): Seen => ({ records: 0, lists: 0, bytes: 100, unknown: [], none: new Set(), cells: 0, strays: 0, hasNextPage: false });
const LOG = "trail.json.gz";

test.each<[string, string, Partial<Seen>, boolean, ReturnType<typeof verdictOn>]>([
  ["a log with records", LOG, { records: 3, lists: 1 }, true, {}],
  ["a log whose list is empty", LOG, { lists: 1 }, true, {}],
  ["an empty list among words", LOG, { lists: 1, strays: 1 }, true, { problem: { id: "no-log", isWhole: true } }],
  ["records beside words", LOG, { records: 3, strays: 1 }, true, { problem: { id: "beside-log" } }],
  [
    "records beside a foreign value",
    LOG,
    { records: 3, unknown: ["security-lake-event"] },
    true,
    { problem: { id: "beside-log", value: "security-lake-event" } },
  ],
  ["records beside a value that nobody knows", LOG, { records: 3, unknown: [undefined] }, true, { problem: { id: "beside-log" } }],
  [
    "nothing but foreign values",
    LOG,
    { unknown: ["security-lake-event"] },
    true,
    { problem: { id: "foreign-values", value: "security-lake-event" } },
  ],
  ["a log that ends within a record", LOG, { records: 3 }, false, { problem: { id: "cut-off" } }],
  ["an empty list that is not closed", LOG, { lists: 1 }, false, { problem: { id: "cut-off" } }],
  ["another log that ends within a value", LOG, { none: new Set(["digests"]) }, false, { problem: { id: "cut-off" } }],
  ["another log", LOG, { none: new Set(["digests"]) }, true, { passedOver: { id: "no-records", values: ["digests"] } }],
  ["the first page of several", LOG, { records: 3, hasNextPage: true }, true, { problem: { id: "one-page" } }],
  ["no byte", LOG, { bytes: 0 }, true, { problem: { id: "empty" } }],
  ["a table of cells", "calls.csv", { cells: 2 }, true, { problem: { id: "cells" } }],
  ["words in a file that a log may be called", "trail.log", { strays: 4 }, false, { problem: { id: "no-log", isWhole: false } }],
  ["words in a file that no log is called", "readme.md", { strays: 4 }, true, { passedOver: { id: "no-log" } }],
])("%s", (_, name, seen, isWhole, expected) => {
  expect(verdictOn(name, { ...none(), ...seen }, isWhole)).toEqual(expected);
});
