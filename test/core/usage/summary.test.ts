import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import { SummaryUnreadableError } from "#core/usage/errors.ts";
import { newRoleSlices, sliceAt, slicesFrom } from "#core/usage/role-slices.ts";
import { type LogSummary, mergeSummaries, readSummary, writeSummary } from "#core/usage/summary.ts";
import { createTally } from "#core/usage/tally.ts";
import { runs } from "#test/runs.ts";
import { ROLE, rawRecord, sessionOf } from "./records.ts";
import { hasSharedData, sharedRecords } from "./shared-data.ts";

const catalogue = loadCatalogue();
const window = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-31T00:00:00.000Z" };
const OTHER = "arn:aws:iam::111122223333:role/other";

function summaryOf(records: readonly unknown[], more: Partial<LogSummary> = {}): LogSummary {
  const tally = createTally("all");
  for (const record of records) tally.add(record, catalogue);
  return { tally: tally.snapshot(), files: 1, unreadable: [], ...more };
}

function kept(summary: LogSummary, roles: readonly string[] | "all" = "all"): LogSummary {
  return readSummary("a", writeSummary(summary), roles);
}

/** A call of everything that a tally keeps something of. */
const aRecord = fc
  .record({
    minute: fc.integer({ min: 0, max: 29 * 24 * 60 }),
    userIdentity: fc.constantFrom(sessionOf(ROLE), sessionOf(OTHER), { type: "AWSService", invokedBy: "ec2.amazonaws.com" }),
    awsRegion: fc.constantFrom("eu-west-1", "us-east-1"),
    sourceIPAddress: fc.constantFrom("198.51.100.7", "203.0.113.9"),
    call: fc.constantFrom(
      { eventName: "ListBuckets" },
      { eventName: "ListBuckets", errorCode: "AccessDenied" },
      { eventName: "PutBucketSparkle" },
      { eventSource: "sqs.amazonaws.com", eventName: "CreateQueue", requestParameters: { queueName: "jobs" } },
      {
        eventSource: "ec2.amazonaws.com",
        eventName: "RunInstances",
        requestParameters: { iamInstanceProfile: { name: "web" } },
        responseElements: { instancesSet: { items: [{ instanceId: "i-0123456789abcdef0" }] } },
      },
      {
        eventSource: "kms.amazonaws.com",
        eventName: "Decrypt",
        requestParameters: { encryptionContext: { "aws:s3:arn": "arn:aws:s3:::b/k" } },
      },
      {
        eventSource: "iam.amazonaws.com",
        eventName: "AttachRolePolicy",
        requestParameters: { roleName: "worker", policyArn: "arn:aws:iam::aws:policy/A" },
      },
      { eventTime: "soon" },
    ),
  })
  .map(({ minute, call, ...rest }) => rawRecord({ eventTime: timeOf(minute), ...rest, ...call }));

function timeOf(minute: number): string {
  return new Date(Date.parse(window.from) + minute * 60_000).toISOString().replace(".000Z", "Z");
}

describe("a summary", () => {
  test("is read as it was written, whatever was counted", () => {
    fc.assert(
      fc.property(fc.array(aRecord, { maxLength: 60 }), (records) => {
        const summary = summaryOf(records, { files: 3, unreadable: [{ file: "a.gz", because: { id: "empty" } }] });
        const { tally, ...rest } = kept(summary);
        expect(rest).toEqual({ files: 3, unreadable: [{ file: "a.gz", because: { id: "empty" } }] });
        expect(tally).toEqual(summary.tally);
      }),
      runs(400),
    );
  });

  test("is the same text whatever the order in which its roles were seen", () => {
    const [one, two] = [rawRecord(), rawRecord({ userIdentity: sessionOf(OTHER), eventName: "GetBucketAcl" })];
    expect(writeSummary(summaryOf([one, two]))).toBe(writeSummary(summaryOf([two, one])));
  });

  test("gives one role without the others", () => {
    const { tally } = kept(summaryOf([rawRecord(), rawRecord({ userIdentity: sessionOf(OTHER) })]), ["111122223333/other"]);
    expect([...tally.roles.keys()]).toEqual(["111122223333/other"]);
    expect(tally.records).toBe(2);
  });

  test.each([
    ["another version", writeSummary(summaryOf([rawRecord()])).replace(/"version":\d+/, '"version":1')],
    ["a cut text", writeSummary(summaryOf([rawRecord()])).slice(0, 40)],
    ["an unknown member", writeSummary(summaryOf([])).replace('"files":1', '"files":1,"more":1')],
    ["nothing", ""],
  ])("of %s is refused by name", (_, text) => {
    expect(() => readSummary("2026-03-01/abc", text)).toThrow(SummaryUnreadableError);
    expect(() => readSummary("2026-03-01/abc", text)).toThrow(/2026-03-01\/abc/);
  });
});

describe("summaries of parts of a log", () => {
  const activities = (parts: readonly LogSummary[]) =>
    [ROLE, OTHER].map((role) => JSON.stringify(activityOf(mergeSummaries(parts).tally, role, { window }, catalogue)));

  test("give the activity of the whole log, byte for byte, however it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(aRecord, fc.integer({ min: 0, max: 4 })), { maxLength: 80 }), (records) => {
        const parts = [0, 1, 2, 3, 4].map((part) => records.filter(([, of]) => of === part).map(([record]) => record));
        const whole = activities([summaryOf(records.map(([record]) => record))]);
        expect(activities(parts.map((part) => kept(summaryOf(part))))).toEqual(whole);
      }),
      runs(400),
    );
  });

  test("of a role read alone give the activity that all roles' summaries give", () => {
    const records = [rawRecord(), rawRecord({ userIdentity: sessionOf(OTHER) }), rawRecord({ errorCode: "AccessDenied" })];
    const parts = records.map((record) => summaryOf([record]));
    const [whole] = activities(parts);
    expect(activities(parts.map((part) => kept(part, ["111122223333/worker"])))[0]).toBe(whole);
  });

  test("add up their files, and name the unreadable ones in order", () => {
    const unreadable = (file: string) => [
      { file, because: { id: "not-fetched" as const, by: "stack" as const, error: "AccessDenied", message: "Access Denied" } },
    ];
    const merged = mergeSummaries([
      summaryOf([], { files: 5, unreadable: unreadable("b") }),
      summaryOf([], { files: 7, unreadable: unreadable("a") }),
    ]);
    expect(merged).toMatchObject({ files: 12, unreadable: [{ file: "a" }, { file: "b" }] });
  });

  test.skipIf(!hasSharedData)("of real logs give the same, cut by day", () => {
    const records = sharedRecords("cloudtrail");
    const byDay = Map.groupBy(records, (record) => String(Object(record).eventTime).slice(0, 10));
    const whole = summaryOf(records);
    const merged = mergeSummaries([...byDay.values()].map((part) => kept(summaryOf(part))));
    const context = { window: { from: whole.tally.first, to: whole.tally.last } };
    expect(merged.tally.roles.size).toBeGreaterThan(3);
    for (const key of whole.tally.roles.keys()) {
      const role = `arn:aws:iam::${key.replace("/", ":role/")}`;
      const activity = (tally: LogSummary["tally"]) => JSON.stringify(activityOf(tally, role, context, catalogue));
      expect(activity(merged.tally)).toBe(activity(whole.tally));
    }
  });
});

test("spans that end before a window are left out", () => {
  const role = newRoleSlices();
  for (const time of ["2026-02-28T23:59:00Z", "2026-03-01T00:00:00Z", "2026-03-01T00:01:00Z"]) sliceAt(role, time).records += 1;
  expect([...slicesFrom(role, window.from).slices.values()].map(({ records }) => records)).toEqual([1, 1]);
});
