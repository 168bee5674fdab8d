import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { lastAccessedGenerations } from "#adapters/local/generations/last-accessed-generations.ts";
import { localLatestUse } from "#adapters/local/generations/latest-use.ts";
import { spanOf, trailGenerations } from "#adapters/local/generations/trail-generations.ts";
import type { TrailReading } from "#adapters/local/trail/read-trail.ts";
import type { Window } from "#core/usage/activity.ts";
import { createTally } from "#core/usage/tally.ts";
import { ROLE, rawRecord } from "#test/core/usage/records.ts";

const ALL: Window = { from: "2020-01-01T00:00:00.000Z", to: "2030-01-01T00:00:00.000Z" };

function reading(window: Window, ...times: readonly string[]): TrailReading {
  const tally = createTally([ROLE], window);
  for (const eventTime of times) tally.add(rawRecord({ eventTime }), loadCatalogue());
  return { tally: tally.snapshot(), files: 3, problems: [{ file: "bad.json", because: { id: "empty" } }], passedOver: [] };
}

describe("the span of a trail", () => {
  test("is from its first record to just after its last", () => {
    expect(spanOf({ first: "2026-03-02T10:00:00Z", last: "2026-03-09T10:00:00Z" })).toEqual({
      from: "2026-03-02T10:00:00.000Z",
      to: "2026-03-09T10:00:01.000Z",
    });
  });

  test("of no record is a second long ago", () => {
    expect(spanOf({ first: "", last: "" })).toEqual({ from: "1970-01-01T00:00:00.000Z", to: "1970-01-01T00:00:01.000Z" });
  });
});

describe("a trail in the place of Access Analyzer", () => {
  const activity = async (window?: Partial<Window>) => {
    const generations = trailGenerations({
      reading: Promise.resolve(reading(ALL, "2026-03-02T10:00:00Z", "2026-03-09T10:00:00Z")),
      ...(window ? { window } : {}),
      roleOf: () => undefined,
      graceDays: 7,
      catalogue: loadCatalogue(),
    });
    const { jobId } = await generations.start({ roleArn: ROLE, window: ALL, clientToken: "t" });
    const job = await generations.check(jobId);
    if (job.status !== "SUCCEEDED" || job.result.kind !== "activity") throw new Error("The job has ended with an activity.");
    return job.result.activity;
  };

  test("has ended at the first look, and is of the whole trail unless a window is given", async () => {
    const { window, records, entries } = await activity();
    expect(window).toEqual({ from: "2026-03-02T10:00:00.000Z", to: "2026-03-09T10:00:01.000Z" });
    expect(records).toMatchObject({ read: 2, ofRole: 2 });
    expect(entries.map(({ action, count }) => [action, count])).toEqual([["s3:ListAllMyBuckets", 2]]);
    const to = "2026-03-20T00:00:00.000Z";
    expect((await activity({ to })).window).toEqual({ from: "2026-03-02T10:00:00.000Z", to });
  });

  test("says that a file could not be read, of how many", async () => {
    const { gaps = [] } = await activity();
    expect(gaps).toContainEqual(expect.objectContaining({ kind: "unreadable-files", files: 1, outOf: 3 }));
  });
});

describe("the latest use of a role", () => {
  test("is what IAM reports, and what the trail shows after its window", async () => {
    const read = Promise.resolve(
      reading({ from: ALL.from, to: "2026-03-05T00:00:00.000Z" }, "2026-03-02T10:00:00Z", "2026-03-09T10:00:00Z"),
    );
    const report = { services: [] };
    const use = localLatestUse({ ofRole: async (arn) => (arn === ROLE ? report : undefined) }, read);
    expect(await use.ofRole(ROLE)).toEqual({ report, logged: [{ action: "s3:ListAllMyBuckets", at: "2026-03-09T10:00:00.000Z" }] });
    expect(await use.ofRole("arn:aws:iam::111122223333:role/Other")).toEqual({ report: undefined, logged: [] });
  });

  test("without a trail is what IAM reports", async () => {
    expect(await localLatestUse({ ofRole: async () => undefined }, Promise.resolve(undefined)).ofRole(ROLE)).toEqual({
      report: undefined,
      logged: [],
    });
  });
});

describe("IAM's reports in the place of Access Analyzer", () => {
  const services = [{ service: "s3", at: "2026-03-02T10:00:00.000Z" }];
  test.each([
    ["a report", { services }, { status: "SUCCEEDED", result: { kind: "last-accessed", services } }],
    ["no report", undefined, { status: "FAILED", code: "no-report", message: "no report is about it." }],
    [
      "a report that IAM did not give",
      { missing: { id: "aws-fault" } },
      { status: "FAILED", code: "no-report", message: "no report is about it." },
    ],
  ] as const)("of a role with %s", async (_, report, expected) => {
    const generations = lastAccessedGenerations({ ofRole: async () => report });
    const { jobId } = await generations.start({ roleArn: ROLE, window: ALL, clientToken: "t" });
    expect(await generations.check(jobId)).toEqual(expected);
    expect(await generations.startedSince(ALL.from)).toBe(0);
  });
});
