import { expect, test } from "vitest";
import type { JournalEntry } from "#core/review/model/journal.ts";
import { caughtActions, firstCaughtAt, withCaught } from "#core/review/rehearsal/caught.ts";
import type { Activity, ActivityEntry } from "#core/usage/activity.ts";
import { asAction } from "#test/names.ts";

const QUEUE = "arn:aws:sqs:us-east-1:111122223333:jobs";
const entry = (action: string, arn = QUEUE): ActivityEntry => ({
  action: asAction(action),
  count: 1,
  firstSeen: "2026-11-25T10:00:00Z",
  lastSeen: "2026-11-25T10:00:00Z",
  resources: [{ arn, count: 1 }],
  withoutResource: 0,
  regions: ["us-east-1"],
  accounts: ["111122223333"],
  via: [],
});
const caught = (action: string, at: string, arn = QUEUE): JournalEntry => ({
  kind: "would-deny",
  at,
  action,
  resources: [arn],
  call: entry(action, arn),
  session: "i-0abc",
  address: "10.0.0.7",
  eventId: at,
});
const setAside: JournalEntry = { kind: "approval-set-aside", at: "2026-11-26", by: "somebody", decidedAt: "2026-11-24", because: "caught" };
const activity: Activity = {
  roleArn: "arn:aws:iam::111122223333:role/Worker",
  window: { from: "2026-10-25", to: "2026-11-24" },
  source: "trail",
  records: { read: 1, ofRole: 1, denied: 0, unreadable: 0 },
  entries: [entry("sqs:SendMessage")],
  denied: [],
  servicesOnly: [],
  unresolved: [],
  suspicious: [],
  gaps: [],
};

test("a caught call is activity like any other: new actions come in, resources of known ones are joined", () => {
  const journal = [caught("sqs:DeleteQueue", "1"), caught("sqs:SendMessage", "2", `${QUEUE}2`), caught("sqs:SendMessage", "3")];
  const { entries } = withCaught(activity, journal);
  expect(entries.map(({ action, count, resources }) => [action, count, resources.map(({ arn, count }) => `${arn} ${count}`)])).toEqual([
    ["sqs:DeleteQueue", 1, [`${QUEUE} 1`]],
    ["sqs:SendMessage", 3, [`${QUEUE} 2`, `${QUEUE}2 1`]],
  ]);
});

test("a rehearsal counts what it caught itself; a new proposal holds what all of them caught", () => {
  const journal = [caught("sqs:DeleteQueue", "1"), setAside];
  expect(firstCaughtAt(journal)).toBeUndefined();
  expect(firstCaughtAt([...journal, caught("sqs:PurgeQueue", "2")])).toBe("2");
  expect(caughtActions(journal)).toEqual([{ action: "sqs:DeleteQueue", count: 1, resources: [QUEUE] }]);
  expect(withCaught(activity, [])).toBe(activity);
});
