import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { EvidenceGap } from "#core/usage/evidence-gap.ts";

const FILE = { file: "a.json.gz", because: { id: "empty" } };

/** One of each kind, as a review of any age keeps it, and its other ways. */
const SAVED: readonly Readonly<Record<string, unknown>>[] = [
  { kind: "incomplete-generation", effect: "warn" },
  { kind: "empty-generation", effect: "wait" },
  { kind: "short-window", effect: "warn", days: 3, graceDays: 14 },
  { kind: "trail-starts-late", effect: "warn", begins: "2026-10-09", missingDays: 8 },
  { kind: "days-without-logs", effect: "warn", days: 2, first: ["2026-10-01", "2026-10-02"] },
  { kind: "days-without-logs", effect: "wait", days: 30, first: [] },
  { kind: "regions-without-logs", effect: "warn", regions: ["eu-west-1"] },
  { kind: "accounts-without-records", effect: "warn", accounts: ["111122223333"] },
  { kind: "accounts-without-records", effect: "wait", accounts: ["111122223333"] },
  {
    kind: "unreadable-files",
    effect: "warn",
    files: 1,
    outOf: 9,
    firstFiles: [FILE],
    records: 2,
    reasons: 1,
    firstReasons: ["no-event-time"],
  },
  { kind: "unreadable-files", effect: "warn", files: 0, firstFiles: [], records: 2, reasons: 1, firstReasons: ["no-user-identity"] },
  { kind: "unresolved-events", effect: "warn", of: "log", events: 1, firstEvents: ["sparkle:Shine"] },
  { kind: "unresolved-events", effect: "keep", of: "generated-policy", events: 1, firstEvents: ["s3:Shine"], keeps: ["s3:*"] },
  ...[
    { id: "not-ready" },
    { id: "aws-fault" },
    { id: "failed" },
    { id: "failed", error: "Throttling" },
    { id: "not-answered", error: "Access Denied" },
  ].map((because) => ({ kind: "last-access-unknown", effect: "warn", because })),
  { kind: "owner-unknown", effect: "warn", error: "Access Denied" },
  { kind: "role-younger-than-window", effect: "warn", created: "2026-10-02", days: 20 },
  { kind: "role-younger-than-window", effect: "wait", created: "2026-10-02", days: 3 },
  { kind: "granted-recently", effect: "keep", policy: "A", granted: "2026-10-30", graceDays: 14, policies: ["arn:aws:iam::aws:policy/A"] },
];

describe("a gap of a review that was saved", () => {
  test.each(SAVED)("is read as it was written: $kind, $effect, %j", (gap) => {
    expect(v.parse(EvidenceGap, gap)).toEqual(gap);
  });

  test.each([
    ["of a kind that there is not", { kind: "sunspots", effect: "warn" }],
    ["that stops what only warns", { kind: "incomplete-generation", effect: "wait" }],
    ["that warns of what stops", { kind: "empty-generation", effect: "warn" }],
    ["of days that are no number", { kind: "short-window", effect: "warn", days: "3", graceDays: 14 }],
    ["of events from nowhere", { kind: "unresolved-events", effect: "warn", of: "", events: 1, firstEvents: [] }],
    ["whose reason nobody knows", { kind: "last-access-unknown", effect: "warn", because: { id: "tired" } }],
  ])("is not taken for one %s", (_, gap) => {
    expect(v.safeParse(EvidenceGap, gap).success).toBe(false);
  });
});
