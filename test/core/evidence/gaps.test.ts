import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import type { EvidenceContext } from "#core/evidence/gaps.ts";
import { EvidenceGap } from "#core/usage/evidence-gap.ts";
import { createTally } from "#core/usage/tally.ts";
import { ROLE, rawRecord } from "../usage/records.ts";

const catalogue = loadCatalogue();
const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const everyDay = Array.from({ length: 30 }, (_, index) => `2026-03-${String(index + 1).padStart(2, "0")}`);

function gapsOf(days: readonly string[], context: Partial<EvidenceContext> = {}, records: readonly unknown[] = []) {
  const tally = createTally([ROLE]);
  for (const day of days) tally.passOver({ records: 5, time: `${day}T12:00:00Z`, region: "eu-west-1" });
  for (const value of records) tally.add(value, catalogue);
  const { gaps } = activityOf(tally.snapshot(), ROLE, { window, ...context }, catalogue);
  expect(v.parse(v.array(EvidenceGap), JSON.parse(JSON.stringify(gaps))), "a review keeps each gap as it was found").toEqual(gaps);
  return gaps;
}

describe("what keeps absence from meaning unused", () => {
  test("a log of every day has no gap", () => {
    expect(gapsOf(everyDay)).toEqual([]);
  });

  test("a trail that begins inside the window", () => {
    expect(gapsOf(everyDay.slice(10))).toMatchObject([
      { kind: "trail-starts-late", effect: "warn", begins: "2026-03-11", missingDays: 10 },
    ]);
  });

  test("half of the days deleted", () => {
    const gaps = gapsOf(everyDay.filter((_, index) => index % 2 === 0));
    expect(gaps).toMatchObject([{ kind: "days-without-logs", effect: "warn", days: 15 }]);
  });

  test("no log at all", () => {
    expect(gapsOf([])).toMatchObject([{ kind: "days-without-logs", effect: "wait", days: 30 }]);
  });

  test.each([
    ["2026-03-01T10:00:00Z", "2026-03-01T16:00:00Z", 1],
    ["2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z", 2],
    ["2026-03-01T00:00:00Z", "2026-03-14T00:00:00Z", 13],
  ])("a window of %s to %s", (from, to, spans) => {
    const days = everyDay.filter((day) => day >= from.slice(0, 10) && day < to);
    expect(gapsOf(days, { window: { from, to } })).toMatchObject([{ kind: "short-window", effect: "warn", days: spans, graceDays: 14 }]);
  });

  test("a window of two weeks is none that is too short", () => {
    expect(gapsOf(everyDay.slice(0, 14), { window: { from: "2026-03-01T00:00:00Z", to: "2026-03-15T00:00:00Z" } })).toEqual([]);
  });

  test("a region that the role works in and the trail does not cover", () => {
    const gaps = gapsOf(everyDay, { expectedRegions: ["eu-west-1", "us-east-1"] });
    expect(gaps).toMatchObject([{ kind: "regions-without-logs", effect: "warn", regions: ["us-east-1"] }]);
  });

  test("files that could not be read, by name and reason", () => {
    const gaps = gapsOf(everyDay, { unreadableFiles: [{ file: "a.json.gz", because: { id: "cut-off" } }] });
    expect(gaps).toMatchObject([
      { kind: "unreadable-files", effect: "warn", files: 1, firstFiles: [{ file: "a.json.gz", because: { id: "cut-off" } }] },
    ]);
  });

  test("records that could not be read, in files that could", () => {
    const gaps = gapsOf(everyDay, {}, [rawRecord({ eventTime: "yesterday" })]);
    expect(gaps).toMatchObject([
      { kind: "unreadable-files", effect: "warn", files: 0, records: 1, reasons: 1, firstReasons: ["no-event-time"] },
    ]);
  });

  test("an event that no table knows keeps what its service grants", () => {
    const gaps = gapsOf(everyDay, {}, [rawRecord({ eventName: "PutBucketSparkle" })]);
    expect(gaps).toMatchObject([{ kind: "unresolved-events", effect: "keep", keeps: ["s3:*"] }]);
  });

  test("of many such events, those of the last service keep what it grants as well, though not all are named", () => {
    const many = Array.from({ length: 12 }, (_, at) => rawRecord({ eventName: `PutBucketSparkle${String(at).padStart(2, "0")}` }));
    const last = rawRecord({ eventSource: "sqs.amazonaws.com", eventName: "Sparkle" });
    const [gap] = gapsOf(everyDay, {}, [...many, last]);
    expect(gap).toMatchObject({ effect: "keep", events: 13, keeps: ["s3:*", "sqs:*"] });
    expect(JSON.stringify(gap)).not.toContain("sqs:Sparkle");
  });

  test("what such events keep is in order, by service and not by the name that CloudTrail has for it, and nothing of a service that is none", () => {
    const events = ["sparkle", "monitoring", "email"].map((source) =>
      rawRecord({ eventSource: `${source}.amazonaws.com`, eventName: "Sparkle" }),
    );
    expect(gapsOf(everyDay, {}, events)).toMatchObject([
      {
        effect: "keep",
        of: "log",
        events: 3,
        firstEvents: ["email:Sparkle", "monitoring:Sparkle", "sparkle:Sparkle"],
        keeps: ["cloudwatch:*", "ses:*"],
      },
    ]);
  });

  test("of nine such events, eight are named", () => {
    const nine = Array.from({ length: 9 }, (_, at) => rawRecord({ eventName: `PutBucketSparkle${at}` }));
    const named = Array.from({ length: 8 }, (_, at) => `s3:PutBucketSparkle${at}`);
    expect(gapsOf(everyDay, {}, nine)).toMatchObject([{ events: 9, firstEvents: named }]);
  });

  test("an event of a service that no table knows can keep nothing", () => {
    const gaps = gapsOf(everyDay, {}, [rawRecord({ eventSource: "sparkle.amazonaws.com", eventName: "Do" })]);
    expect(gaps).toMatchObject([{ kind: "unresolved-events", effect: "warn" }]);
  });

  test.each([
    ["2026-03-25T00:00:00Z", "wait"],
    ["2026-03-05T00:00:00Z", "warn"],
  ])("a role made on %s: %s", (roleCreatedAt, effect) => {
    expect(gapsOf(everyDay, { roleCreatedAt })).toMatchObject([{ kind: "role-younger-than-window", effect }]);
  });

  test("a role older than the window is no gap", () => {
    expect(gapsOf(everyDay, { roleCreatedAt: "2025-01-01T00:00:00Z" })).toEqual([]);
  });

  test("a policy granted in the grace period stays; an older one does not", () => {
    const attached = [
      { arn: "arn:aws:iam::111122223333:policy/New", name: "New", since: "2026-03-20T00:00:00Z" },
      { arn: "arn:aws:iam::111122223333:policy/Old", name: "Old", since: "2026-03-10T00:00:00Z" },
      { arn: "arn:aws:iam::aws:policy/PowerUserAccess", name: "PowerUserAccess" },
    ];
    expect(gapsOf(everyDay, { attached })).toMatchObject([
      { kind: "granted-recently", effect: "keep", policies: [attached[0]?.arn], policy: "New" },
    ]);
    expect(gapsOf(everyDay, { attached, graceDays: 30 }).length).toBe(2);
  });

  const attachment = (eventTime: string, differing: Readonly<Record<string, unknown>> = {}) =>
    rawRecord({
      eventSource: "iam.amazonaws.com",
      eventName: "AttachRolePolicy",
      awsRegion: "us-east-1",
      eventTime,
      userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ann" },
      requestParameters: { roleName: "worker", policyArn: "arn:aws:iam::aws:policy/PowerUserAccess" },
      ...differing,
    });
  const attached = [{ arn: "arn:aws:iam::aws:policy/PowerUserAccess", name: "PowerUserAccess" }];

  test("a policy of AWS that the log shows being attached in the grace period, whoever did it", () => {
    expect(gapsOf(everyDay, { attached }, [attachment("2026-03-26T10:00:00Z"), attachment("2026-03-25T10:00:00Z")])).toMatchObject([
      { kind: "granted-recently", policies: [attached[0]?.arn], granted: "2026-03-25" },
    ]);
  });

  test("a policy attached again, which changes nothing, is as old as it was", () => {
    expect(gapsOf(everyDay, { attached }, [attachment("2026-03-05T10:00:00Z"), attachment("2026-03-25T10:00:00Z")])).toEqual([]);
  });

  test.each([
    ["to another role", { requestParameters: { roleName: "other", policyArn: "arn:aws:iam::aws:policy/PowerUserAccess" } }],
    ["in vain", { errorCode: "AccessDenied" }],
    ["by the role itself", { userIdentity: { type: "AssumedRole", arn: "arn:aws:sts::111122223333:assumed-role/worker/session" } }],
    ["in another account", { recipientAccountId: "444455556666" }],
  ])("one attached %s says nothing", (_, differing) => {
    expect(gapsOf(everyDay, { attached }, [attachment("2026-03-25T10:00:00Z", differing)])).toEqual([]);
  });
});
