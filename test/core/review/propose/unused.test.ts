import { describe, expect, test } from "vitest";
import { askedFor, headline, summaryFacts } from "#core/messages/summary.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { propose } from "#core/review/propose/propose.ts";
import type { ProposeInput } from "#core/review/propose/propose-input.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { roleWith } from "./roles.ts";

const MONTH = { from: "2026-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };
const QUARTER = { ...MONTH, from: "2026-08-02T00:00:00.000Z" };
const FORTNIGHT = { ...MONTH, from: "2026-10-17T00:00:00.000Z" };
const usedOn = (at: string) => ({ lastUsed: { at, region: "us-east-1" } });
const never = { neverUsed: true } as const;
const gap: EvidenceGap = { kind: "days-without-logs", effect: "warn", days: 2, first: [] };
const granted: EvidenceGap = {
  kind: "granted-recently",
  effect: "keep",
  policy: "AmazonSQSFullAccess",
  granted: "2026-10-25",
  graceDays: 14,
  policies: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"],
};

interface Given {
  readonly role?: Partial<RoleState>;
  readonly window?: Activity["window"];
  readonly activity?: Partial<Activity>;
  readonly more?: Partial<ProposeInput>;
}

function proposed({ role: known = {}, window = MONTH, activity = {}, more = {} }: Given) {
  const role = roleWith(["AmazonSQSFullAccess", "AmazonSSMManagedInstanceCore"], known);
  const silent: Activity = {
    roleArn: role.arn,
    window,
    source: "trail",
    records: { read: 500, ofRole: 0, denied: 0, unreadable: 0 },
    entries: [],
    denied: [],
    servicesOnly: [],
    unresolved: [],
    suspicious: [],
    gaps: [],
    ...activity,
  };
  const input = { review: { id: "r1", window }, role, roleFingerprint: "", activity: silent, keep: [], proposedAt: window.to, catalogue };
  return propose({ ...input, ...more });
}

test("policies of an unused role that only deny are left alone: nothing would be removed, and what they deny might be had", () => {
  const denying = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*"}]}';
  const inline = [{ name: "no-iam", json: denying, document: parsePolicy(denying, "no-iam") }];
  const proposal = proposed({ role: { ...never, attached: [], inline } });
  expect(proposal).toMatchObject({
    outcome: "nothing-to-change",
    reason: { id: "nothing-replaced", inline: ["no-iam"] },
    replacesInline: [],
  });
});

describe("a role that is not used gets a proposal that takes everything off, with the days", () => {
  test.each<[string, Given, unknown]>([
    [
      "IAM reports a last use",
      { role: usedOn("2026-02-01T00:00:00.000Z") },
      { days: 272, lastUsed: "2026-02-01T00:00:00.000Z", known: "by-iam" },
    ],
    ["IAM reports no use of an old role", { role: never }, { days: 400, known: "by-iam" }],
    ["IAM reports no use of a newer role", { role: { ...never, createdAt: "2026-09-01T00:00:00.000Z" } }, { days: 60, known: "by-iam" }],
    ["IAM reports no use of a role of thirty days", { role: { ...never, createdAt: MONTH.from } }, { days: 30, known: "by-iam" }],
    ["IAM reports no service", { more: { lastAccessed: [] } }, { days: 400, known: "by-iam" }],
    [
      "IAM reports a service",
      { more: { lastAccessed: [{ service: "sqs", at: "2026-08-02T00:00:00.000Z" }] } },
      { days: 90, lastUsed: "2026-08-02T00:00:00.000Z", known: "by-iam" },
    ],
    ["a log of three months without a gap says so alone", { window: QUARTER }, { days: 90, known: "by-log" }],
  ])("%s", (_, given, unused) => {
    const proposal = proposed(given);
    expect(proposal).toMatchObject({
      outcome: "proposed",
      unused,
      policies: [],
      retains: [],
      proof: { kind: "not-tested", reason: "no-calls" },
    });
    expect(proposal.replay).toEqual({ calls: 0, allowed: 0, wouldDeny: [] });
    expect(proposal.replaces.map(({ name }) => name)).toEqual(["AmazonSQSFullAccess", "AmazonSSMManagedInstanceCore"]);
    expect(proposal.diff.kept).toEqual([]);
    expect(proposal.diff.removed).toContain("sqs:SendMessage");
    expect(proposal.checks.filter(({ result }) => result === "fail")).toEqual([]);
  });

  test("also where it has inline policies alone, none that a review would replace, and of a single action", () => {
    const json = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } });
    const proposal = proposed({ role: { ...never, attached: [], inline: [{ name: "own", json, document: parsePolicy(json, "own") }] } });
    expect([proposal.outcome, proposal.replaces, proposal.replacesInline]).toEqual(["proposed", [], ["own"]]);
    expect(proposal.diff).toMatchObject({ removed: ["s3:GetObject"], removedCount: 1 });
  });

  test("what the log alone could not show is counted; where IAM saw nothing, there is nothing to doubt", () => {
    expect(proposed({ window: QUARTER }).unlogged).toContain("sqs:SendMessage");
    expect(proposed({ role: never }).unlogged).toEqual([]);
  });

  test("its words say for how long, and that nothing is kept", () => {
    const proposal = proposed({ role: usedOn("2026-02-01T00:00:00.000Z") });
    expect(headline(proposal)).toMatch(/^Unused for 272 days: remove all \d+ actions$/);
    expect(askedFor(proposal)).toContain("has not been used for 272 days");
    expect(askedFor(proposed({ window: QUARTER }))).toContain("at least 90 days");
    expect(JSON.stringify(summaryFacts(proposal))).toContain("IAM reports the last use on 2026-02-01");
  });
});

describe("it is not proposed", () => {
  test.each<[string, Given]>([
    ["where a month of log is all that is known: it shows no data events", {}],
    ["where the log of three months has a gap", { window: QUARTER, activity: { gaps: [gap] } }],
    ["where IAM reports use in the window", { role: usedOn("2026-10-20T00:00:00.000Z") }],
    ["where IAM reports use in a long window, though months ago", { window: QUARTER, role: usedOn("2026-08-03T00:00:00.000Z") }],
    ["where IAM reports use after the window", { role: usedOn("2026-11-02T00:00:00.000Z") }],
    ["where the last use was less than a month ago", { window: FORTNIGHT, role: usedOn("2026-10-10T00:00:00.000Z") }],
    ["where the role is less than a month old", { role: { ...never, createdAt: "2026-10-10T00:00:00.000Z" } }],
    ["where IAM reports a service as used", { role: never, more: { lastAccessed: [{ service: "s3", at: "2026-10-20T00:00:00.000Z" }] } }],
    ["where calls were refused", { role: never, activity: { records: { read: 9, ofRole: 2, denied: 2, unreadable: 0 } } }],
    ["where the only call needs no permission", { role: never, activity: { records: { read: 9, ofRole: 1, denied: 0, unreadable: 0 } } }],
    ["where a tag asks to keep something", { role: { ...never, tags: { "whittle:keep": "sqs" } } }],
    ["where it got one of its policies a short while ago", { role: never, activity: { gaps: [granted] } }],
    ["where something was given back before", { role: never, more: { keep: ["sqs:SendMessage"] } }],
    ["where the role has no policy", { role: { ...never, attached: [] } }],
  ])("%s", (_, given) => {
    expect(proposed(given).outcome).not.toBe("proposed");
    expect(proposed(given).unused).toBeUndefined();
  });
});

describe("of a role that takes everything off, the approver is told of use that no log shows", () => {
  const role = roleWith(["AmazonS3FullAccess"]).attached;

  test("where the log alone says that it is not used: it would not show the reading of objects", () => {
    expect(proposed({ window: QUARTER, role: { attached: role } }).unlogged).toContain("s3:GetObject");
  });

  test("not where IAM itself reports it", () => {
    expect(proposed({ window: QUARTER, role: { ...never, attached: role } })).toMatchObject({ unused: { known: "by-iam" }, unlogged: [] });
  });
});
