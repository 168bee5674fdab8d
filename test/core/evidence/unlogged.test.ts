import { describe, expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import type { LastAccessed } from "#core/evidence/last-accessed.ts";
import { unloggedActions } from "#core/evidence/unlogged.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { ROLE, rawRecord } from "../usage/records.ts";

const window = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-31T00:00:00.000Z" };
const GET = "s3:GetObject";
const s3 = (at: string): LastAccessed => ({ service: "s3", at });

function unlogged(report: readonly LastAccessed[] | undefined, records: readonly unknown[] = [rawRecord()]): ReadonlySet<string> {
  const tally = createTally([ROLE]);
  for (const record of records) tally.add(record, catalogue);
  return unloggedActions(activityOf(tally.snapshot(), ROLE, { window }, catalogue), report, catalogue);
}

describe("whether a log could have shown the use of an action", () => {
  test.each<[string, readonly LastAccessed[] | undefined, boolean]>([
    ["could not: a trail leaves data events out, and IAM was not asked", undefined, true],
    ["could not: IAM reports the service as used in the window", [s3("2026-03-20T00:00:00.000Z")], true],
    ["could not: IAM reports the service as used when the window began", [s3(window.from)], true],
    ["does not matter: IAM reports the service as used before the window alone", [s3("2026-02-20T00:00:00.000Z")], false],
    ["does not matter: IAM does not report the service as used at all", [], false],
  ])("%s", (_, report, isUnlogged) => {
    expect(unlogged(report).has(GET)).toBe(isUnlogged);
  });

  test("could: data events of it stand in the log", () => {
    const read = rawRecord({ eventName: "GetObject", requestParameters: { bucketName: "reports", key: "a" } });
    expect(unlogged(undefined, [read]).has(GET)).toBe(false);
  });

  test("could not: few roles use it, and it is a data event too", () => {
    const read = rawRecord({ eventName: "GetObject", requestParameters: { bucketName: "reports", key: "a" } });
    expect(unlogged(undefined).has("s3:GetObjectRetention")).toBe(true);
    expect(unlogged(undefined, [read]).has("s3:GetObjectRetention")).toBe(false);
    expect(unlogged(undefined, [read]).has("s3:ReplicateObject")).toBe(true);
  });

  test("could: it is a management event", () => {
    expect(unlogged(undefined).has("s3:CreateBucket")).toBe(false);
  });
});
