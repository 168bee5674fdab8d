import { describe, expect, test } from "vitest";
import { earlierActivity, noveltyOf, recurringPattern, wherever } from "#core/evidence/proof.ts";
import type { Activity, ActivityEntry } from "#core/usage/activity.ts";
import { asAction } from "#test/names.ts";

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
    [
      "behind it too, where a word is between the two",
      "arn:aws:s3:::b/run-77/part-2/out",
      "arn:aws:s3:::b/run-78/part-2/out",
      "arn:aws:s3:::b/run-*/part-2/out",
    ],
  ])("%s", (_, later, earlier, pattern) => {
    expect(recurringPattern(later, [snapshot("other"), earlier])).toBe(pattern);
  });

  test.each([
    ["another name", snapshot("staging"), snapshot("production")],
    ["another name that varies too", snapshot("weekly-42"), snapshot("nightly-7")],
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

describe("the first part of a window", () => {
  const entry: ActivityEntry = {
    action: asAction("sns:Publish"),
    count: 1,
    resources: [],
    withoutResource: 1,
    regions: [],
    accounts: [],
    via: [],
  };
  const inHalves = (earlier: readonly ActivityEntry[], later: readonly ActivityEntry[]): Activity => ({
    roleArn: "arn:aws:iam::111122223333:role/worker",
    window: { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" },
    source: "trail",
    records: { read: 2, ofRole: 2, denied: 0, unreadable: 0 },
    entries: [...earlier, ...later],
    denied: [],
    unresolved: [],
    servicesOnly: [],
    gaps: [],
    suspicious: [],
    heldOut: {
      at: "2026-03-21T00:00:00Z",
      earlier: { entries: earlier, denied: [], unresolved: [], suspicious: [], gaps: [] },
      later,
    },
  });

  test("ends where the later one begins, and knows its own calls alone", () => {
    const other = { ...entry, action: asAction("sqs:SendMessage") };
    expect(earlierActivity(inHalves([entry], [other]))).toMatchObject({
      window: { from: "2026-03-01T00:00:00Z", to: "2026-03-21T00:00:00Z" },
      entries: [entry],
    });
  });

  test.each([
    ["the first", [], [entry]],
    ["the later", [entry], []],
  ])("proves nothing where %s part holds no call", (_, earlier, later) => {
    expect(earlierActivity(inHalves(earlier, later))).toBeUndefined();
  });
});

describe("what was new about a later call", () => {
  const earlier: readonly ActivityEntry[] = [
    {
      action: asAction("batch:SubmitJob"),
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
    const calls = { earlier, later: [], isDenied: () => true };
    expect(noveltyOf(action, `arn:aws:batch:us-east-1:111122223333:${name}`, calls)).toEqual(novelty);
  });

  describe("each name was used once, and none came again", () => {
    const user = (name: string) => `arn:aws:iam::111122223333:user/${name}`;
    const group = (id: string, region = "us-east-1") => `arn:aws:ec2:${region}:111122223333:security-group/sg-${id.padStart(17, "0")}`;
    const used = (arns: readonly string[], count = 1): readonly ActivityEntry[] => [
      {
        action: asAction("a:B"),
        count,
        resources: arns.map((arn) => ({ arn, count })),
        withoutResource: 0,
        regions: [],
        accounts: [],
        via: [],
      },
    ];
    const letters = ["jtntbs", "tcvdhw", "zuwxzv", "qggbcn", "ldbxfa"].map((name) => user(`svc-${name}`));
    const ids = ["1a", "2b", "3c", "4d", "5e", "6f", "7a", "8b"].map((id) => group(id));
    const novelty = (before: readonly string[], after: readonly string[], isDenied = () => true, count = 1) =>
      noveltyOf("a:B", after[0] ?? "", { earlier: used(before, count), later: used(after), isDenied });

    test("five names with a word in common become what they begin with", () => {
      expect(novelty(letters.slice(0, 4), letters.slice(4))).toEqual({ kind: "new-each-time", pattern: user("svc-*") });
    });

    test("eight ids become the type in the region", () => {
      expect(novelty(ids.slice(0, 5), ids.slice(5))).toEqual({ kind: "new-each-time", pattern: ids[0]?.replace(/sg-.*/, "sg-*") });
    });

    test.each([
      ["fewer names than five", letters.slice(0, 3), letters.slice(4)],
      ["fewer than eight ids", ids.slice(0, 4), ids.slice(5)],
      ["one that came again", letters.slice(0, 4), [...letters.slice(4), ...letters.slice(0, 1)]],
      [
        "users with nothing in common",
        ["a", "b", "c", "d", "e"].map((name) => user(name.repeat(5))),
        ["x", "y", "z"].map((name) => user(name.repeat(5))),
      ],
      [
        "topics with nothing in common",
        ["orders", "audit", "refunds", "crm", "geo"].map((name) => `arn:aws:sns:eu-west-1:111122223333:${name}`),
        ["mail", "stock", "pager"].map((name) => `arn:aws:sns:eu-west-1:111122223333:${name}`),
      ],
      [
        "buckets with nothing in common",
        ["aa", "bb", "cc", "dd", "ee"].map((name) => `arn:aws:s3:::${name}`),
        ["xx", "yy", "zz"].map((name) => `arn:aws:s3:::${name}`),
      ],
    ])("but not %s", (_, before, after) => {
      expect(novelty(before, after).kind).toBe("new-resource");
    });

    test("nor where a name of the type was foreseen, or was used often", () => {
      expect(novelty(letters.slice(0, 4), letters.slice(4), () => false).kind).toBe("new-resource");
      expect(novelty(letters.slice(0, 4), letters.slice(4), () => true, 3).kind).toBe("new-resource");
    });

    const named = (...names: readonly string[]) => names.map((name) => `arn:aws:lambda:us-east-1:111122223333:function:${name}`);
    const of = (action: string, arns: readonly string[]) => used(arns).map((entry) => ({ ...entry, action: asAction(action) }));
    const unmade = (before: readonly string[], after: readonly string[], action = "lambda:DeleteFunction") =>
      noveltyOf(action, after[0] ?? "", { earlier: of(action, before), later: of(action, after), isDenied: () => true });

    test("fewer show it where what was used is no more", () => {
      const functions = "arn:aws:lambda:us-east-1:111122223333:function:";
      expect(unmade(named("resize", "orders", "mailer"), named("geo"))).toEqual({ kind: "new-each-time", pattern: `${functions}*` });
      expect(unmade(named("old-a", "old-b"), named("old-c"))).toEqual({ kind: "new-each-time", pattern: `${functions}old-*` });
      expect(unmade(named("resize", "orders"), named("geo")).kind).toBe("new-resource");
      expect(unmade(named("resize", "orders", "mailer"), named("geo"), "lambda:InvokeFunction").kind).toBe("new-resource");
      expect(unmade(letters.slice(0, 1), ["tom", "ann", "kim"].map(user), "iam:DeleteUser").kind).toBe("new-resource");
    });

    test("what is looked at before it goes is another each time, too", () => {
      const [old, recent] = [named("resize", "orders", "mailer"), named("geo")];
      const both = (arns: readonly string[]) => [...of("lambda:GetFunction", arns), ...of("lambda:DeleteFunction", arns)];
      const calls = { earlier: both(old), later: both(recent), isDenied: () => true };
      expect(noveltyOf("lambda:GetFunction", recent[0] ?? "", calls).kind).toBe("new-each-time");
      const stays = { ...calls, earlier: [...calls.earlier, ...of("lambda:GetFunction", named("stays"))] };
      expect(noveltyOf("lambda:GetFunction", recent[0] ?? "", stays).kind).toBe("new-resource");
    });

    test("what other actions met on things of the type counts too", () => {
      const [first = "", second = "", ...others] = letters;
      const calls = { earlier: [...of("a:B", [first]), ...of("a:C", others)], later: of("a:B", [second]), isDenied: () => true };
      expect(noveltyOf("a:B", second, calls)).toEqual({ kind: "new-each-time", pattern: user("svc-*") });
      const again = { ...calls, later: [...calls.later, ...of("a:C", others)] };
      expect(noveltyOf("a:B", second, again).kind).toBe("new-resource");
    });

    test("the pattern is granted wherever things of the type were used", () => {
      const seen = [group("1"), group("2", "eu-west-1"), user("svc-a")].map((arn) => ({ arn, count: 1 }));
      const pattern = "arn:aws:ec2:us-east-1:111122223333:security-group/sg-*";
      expect(wherever(pattern, seen)).toEqual([pattern.replace("us-east-1", "eu-west-1"), pattern]);
    });
  });
});
