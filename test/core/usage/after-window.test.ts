import { expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { createTally, mergeTallies } from "#core/usage/tally.ts";
import { ROLE, rawRecord } from "./records.ts";

const catalogue = loadCatalogue();
const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const called = (eventTime: string, more: object = {}) => rawRecord({ eventTime, ...more });
const DENIED = { errorCode: "AccessDenied", errorMessage: "User is not authorized to perform: s3:ListAllMyBuckets" };

function after(...records: readonly object[]) {
  const tally = createTally([ROLE], window);
  for (const record of records) tally.add(record, catalogue);
  return tally.snapshot();
}

const uses = ({ afterWindow }: ReturnType<typeof after>) => [...(afterWindow.get("111122223333/worker") ?? [])];

test.each<[string, readonly object[], readonly (readonly [string, string])[]]>([
  [
    "a call after it, with the time of the last",
    [called("2026-04-02T10:00:00Z"), called("2026-04-01T10:00:00Z")],
    [["s3:ListAllMyBuckets", "2026-04-02T10:00:00Z"]],
  ],
  ["a call at the instant at which it ends", [called("2026-03-31T00:00:00Z")], [["s3:ListAllMyBuckets", "2026-03-31T00:00:00Z"]]],
  ["no call within it", [called("2026-03-30T23:59:59Z")], []],
  ["no call that was denied", [called("2026-04-02T10:00:00Z", DENIED)], []],
  [
    "no call that needs no permission",
    [called("2026-04-02T10:00:00Z", { eventSource: "sts.amazonaws.com", eventName: "GetCallerIdentity" })],
    [],
  ],
  ["no event that no table knows", [called("2026-04-02T10:00:00Z", { eventName: "SparkleBuckets" })], []],
])("use after a window is %s", (_, records, expected) => {
  expect(uses(after(...records))).toEqual(expected);
});

test("of several threads' counts the later time stays, in either order", () => {
  const parts = [after(called("2026-04-01T10:00:00Z")), after(called("2026-04-03T10:00:00Z"))];
  for (const each of [parts, parts.toReversed()])
    expect(uses(mergeTallies(each))).toEqual([["s3:ListAllMyBuckets", "2026-04-03T10:00:00Z"]]);
});
