import { expect, test } from "vitest";
import { openAccounts } from "#core/review/permission-sets/open-accounts.ts";
import type { Activity, ActivityEntry, SeenResource } from "#core/usage/activity.ts";
import { asAction } from "#test/names.ts";

const entry = (action: string, resources: readonly SeenResource[]): ActivityEntry => ({
  action: asAction(action),
  resources,
  withoutResource: 0,
  regions: [],
  accounts: [],
  via: [],
});
const queue = (account: string) => `arn:aws:sqs:eu-west-1:${account}:jobs`;

function opened(...entries: readonly ActivityEntry[]): Activity {
  const none = { records: { read: 0, ofRole: 0, denied: 0, unreadable: 0 }, servicesOnly: [], unresolved: [], suspicious: [], gaps: [] };
  const window = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };
  const traces = {
    used: [],
    touched: [
      { arn: queue("111122223333"), by: ["kms:Decrypt"] },
      { arn: queue("444455556666"), by: ["kms:Encrypt"] },
    ],
    named: [],
  };
  const accounts = ["111122223333", "444455556666"];
  return openAccounts({ ...none, roleArn: "", accounts, window, source: "trail", entries, denied: [], traces });
}

test("what is the same in the set's accounts is one thing, and what is elsewhere stays", () => {
  const resources = ["111122223333", "444455556666", "999999999999"].map((account) => ({ arn: queue(account), count: 2 }));
  const { entries, accounts, traces } = opened(entry("sqs:CreateQueue", resources));
  expect(accounts).toEqual([]);
  expect(entries[0]?.resources).toEqual([
    { arn: queue("*"), count: 4 },
    { arn: queue("999999999999"), count: 2 },
  ]);
  expect(traces?.touched).toEqual([{ arn: queue("*"), by: ["kms:Decrypt", "kms:Encrypt"] }]);
});

test("roles that are assumed keep their accounts", () => {
  const assumed = entry("sts:AssumeRole", [{ arn: "arn:aws:iam::111122223333:role/deploy", count: 1 }]);
  expect(opened(assumed).entries).toEqual([assumed]);
});

test("a thing counts as made where it was made in every account", () => {
  const made = (account: string, how?: "new") => ({ arn: queue(account), count: 1, ...(how ? { made: how, madeIds: [account] } : {}) });
  const both = opened(entry("sqs:DeleteQueue", [made("111122223333", "new"), made("444455556666", "new")]));
  expect(both.entries[0]?.resources).toEqual([{ arn: queue("*"), count: 2, made: "new", madeIds: ["111122223333", "444455556666"] }]);
  const one = opened(entry("sqs:DeleteQueue", [made("111122223333", "new"), made("444455556666")]));
  expect(one.entries[0]?.resources).toEqual([{ arn: queue("*"), count: 2 }]);
});
