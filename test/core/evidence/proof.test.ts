import { describe, expect, test } from "vitest";
import { noveltyOf, recurringPattern } from "#core/evidence/proof.ts";
import type { ActivityEntry } from "#core/usage/activity.ts";

describe("the pattern of a name that varies", () => {
  const snapshot = (name: string) => `arn:aws:rds:us-east-1:111122223333:snapshot:${name}`;
  test.each([
    ["a date, year and month with it", snapshot("prod-db-2026-10-21"), snapshot("prod-db-2026-10-03"), snapshot("prod-db-*")],
    ["a number", snapshot("nightly-42"), snapshot("nightly-7"), snapshot("nightly-*")],
    ["a random id", snapshot("copy-a1b2c3d4e5"), snapshot("copy-99ffee0011"), snapshot("copy-*")],
    [
      "a part of a key, never its bucket",
      "arn:aws:s3:::logs-2/in/2026/10/21/a.csv",
      "arn:aws:s3:::logs-2/in/2026/10/02/a.csv",
      "arn:aws:s3:::logs-2/in/*/a.csv",
    ],
    ["what did not vary stays", "arn:aws:s3:::b/app1/run-77/out", "arn:aws:s3:::b/app1/run-78/out", "arn:aws:s3:::b/app1/run-*/out"],
  ])("%s", (_, later, earlier, pattern) => {
    expect(recurringPattern(later, [snapshot("other"), earlier])).toBe(pattern);
  });

  test.each([
    ["another name", snapshot("staging"), snapshot("production")],
    ["the same name", snapshot("nightly-42"), snapshot("nightly-42")],
    ["another account", snapshot("nightly-42"), "arn:aws:rds:us-east-1:999988887777:snapshot:daily-42"],
    ["another bucket", "arn:aws:s3:::logs-3", "arn:aws:s3:::logs-2"],
    [
      "an id alone",
      "arn:aws:ec2:us-east-1:111122223333:instance/i-0aa11bb22cc33dd44",
      "arn:aws:ec2:us-east-1:111122223333:instance/i-0bb11bb22cc33dd44",
    ],
    [
      "a UUID alone",
      "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555",
      "arn:aws:kms:us-east-1:111122223333:key/21111111-2222-3333-4444-555555555555",
    ],
  ])("is none for %s", (_, later, earlier) => {
    expect(recurringPattern(later, [earlier])).toBeUndefined();
  });
});

describe("what was new about a later call", () => {
  const earlier: readonly ActivityEntry[] = [
    {
      action: "batch:SubmitJob",
      count: 1,
      resources: [{ arn: "arn:aws:batch:us-east-1:111122223333:job/nightly-1", count: 1 }],
      withoutResource: 0,
      regions: [],
      accounts: [],
      via: [],
    },
  ];

  test.each([
    ["the action", "batch:CancelJob", "job/nightly-1", { kind: "new-action" }],
    ["the resource", "batch:SubmitJob", "job/adhoc", { kind: "new-resource" }],
    [
      "one of several names of one form",
      "batch:SubmitJob",
      "job/nightly-2",
      { kind: "recurring", pattern: "arn:aws:batch:us-east-1:111122223333:job/nightly-*" },
    ],
  ])("%s", (_, action, name, novelty) => {
    expect(noveltyOf(action, `arn:aws:batch:us-east-1:111122223333:${name}`, earlier)).toEqual(novelty);
  });
});
