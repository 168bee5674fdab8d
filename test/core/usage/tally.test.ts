import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import type { Activity } from "#core/usage/activity.ts";
import { MOST_RESOURCES } from "#core/usage/counted.ts";
import { newRoleSlices, wholeRole } from "#core/usage/role-slices.ts";
import { createTally, mergeTallies, type TallySnapshot } from "#core/usage/tally.ts";
import { asAction } from "#test/names.ts";
import { runs } from "#test/runs.ts";
import { ROLE, rawRecord, sessionOf } from "./records.ts";

const catalogue = loadCatalogue();
const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };

function ofWorker({ roles }: TallySnapshot) {
  return wholeRole(roles.get("111122223333/worker") ?? newRoleSlices());
}

function tallied(records: readonly unknown[], roles: readonly string[] | "all" = [ROLE]): TallySnapshot {
  const tally = createTally(roles);
  for (const value of records) tally.add(value, catalogue);
  return tally.snapshot();
}

function activity(records: readonly unknown[], role = ROLE): Activity {
  return activityOf(tallied(records), role, { window }, catalogue);
}

const logStream = (stream: string, differing = {}) =>
  rawRecord({
    eventSource: "logs.amazonaws.com",
    eventName: "CreateLogStream",
    requestParameters: { logGroupName: "/app", logStreamName: stream },
    ...differing,
  });

test("an action that was called in more regions than are counted one by one may be called in any", () => {
  const regions = Array.from({ length: 61 }, (_, index) => `xx-region-${index}`);
  const entry = activity(regions.map((awsRegion) => rawRecord({ awsRegion }))).entries[0];
  expect(entry?.regions).toHaveLength(61);
  expect(entry?.regions).toContain("*");
  expect(activity(regions.slice(1).map((awsRegion) => rawRecord({ awsRegion }))).entries[0]?.regions).not.toContain("*");
});

describe("a call that is counted again, as one that differs in time alone", () => {
  const again = (time: string) => {
    const tally = createTally([ROLE], { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" });
    const countAgain = tally.add(rawRecord({ eventTime: "2026-03-02T10:00:00Z" }), catalogue);
    countAgain?.(time);
    const snapshot = tally.snapshot();
    return { ofRole: ofWorker(snapshot).records, read: snapshot.records, days: [...snapshot.days.keys()].toSorted() };
  };

  test.each([
    ["in the window counts for the role", "2026-03-05T10:00:00Z", 2, "2026-03-05"],
    ["before the window shows only that there are logs", "2026-02-27T10:00:00Z", 1, "2026-02-27"],
    ["after the window is none of the window's", "2026-04-02T10:00:00Z", 1, "2026-04-02"],
  ])("%s", (_, time, ofRole, day) => {
    expect(again(time)).toEqual({ ofRole, read: 2, days: ["2026-03-02", day].toSorted() });
  });

  const attaching = { roleName: "worker", policyArn: "arn:aws:iam::aws:policy/A" };
  const iam = { eventSource: "iam.amazonaws.com", requestParameters: attaching };
  test.each([
    ["unless it attached a policy: when it did so first counts too", { ...iam, eventName: "AttachRolePolicy" }, false],
    ["also where it failed to attach one", { ...iam, eventName: "AttachRolePolicy", errorCode: "NoSuchEntityException" }, true],
    ["also where it detached one", { ...iam, eventName: "DetachRolePolicy" }, true],
    ["unless it came before the window, and counts for nobody", { eventTime: "2026-02-27T10:00:00Z" }, false],
    ["also where it came after the window", { eventTime: "2026-04-02T10:00:00Z" }, true],
    ["unless it is of a role that nobody asked about", { userIdentity: sessionOf("arn:aws:iam::111122223333:role/other") }, false],
    ["unless it cannot be read", { eventTime: "soon" }, false],
  ])("need not be looked at anew, %s", (_, differing, mayBe) => {
    const tally = createTally([ROLE], { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" });
    expect(tally.add(rawRecord(differing), catalogue) !== undefined).toBe(mayBe);
  });
});

describe("whose call a record is", () => {
  test("the session's issuer says it", () => {
    expect(activity([rawRecord()]).records).toEqual({ read: 1, ofRole: 1, denied: 0, unreadable: 0 });
  });

  test("without an issuer, the session's ARN says it by account and name, whatever the role's path", () => {
    const { sessionContext: _, ...bare } = sessionOf(ROLE);
    expect(activity([rawRecord({ userIdentity: bare })]).records.ofRole).toBe(1);
  });

  test.each([
    ["a role of the same name in another account", sessionOf("arn:aws:iam::999988887777:role/app/worker")],
    ["another role", sessionOf("arn:aws:iam::111122223333:role/other")],
    ["a user", { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/worker", accountId: "111122223333", userName: "worker" }],
    ["a service", { type: "AWSService", invokedBy: "ec2.amazonaws.com" }],
  ])("%s is somebody else, but shows that there are logs", (_, userIdentity) => {
    const snapshot = tallied([rawRecord({ userIdentity })]);
    expect(snapshot.roles.size).toBe(0);
    expect([...snapshot.days]).toEqual([["2026-03-02", 1]]);
  });

  test("a call into another account counts for the role that made it", () => {
    const call = rawRecord({ recipientAccountId: "999988887777" });
    expect(activity([call]).entries[0]?.accounts).toEqual(["111122223333"]);
  });

  test("a call that a service made on the role's behalf names the service", () => {
    const call = rawRecord({ userIdentity: { ...sessionOf(ROLE), invokedBy: "cloudformation.amazonaws.com" } });
    expect(activity([call]).entries[0]?.via).toEqual(["cloudformation.amazonaws.com"]);
  });
});

describe("how a call ended", () => {
  test.each([
    ["AccessDenied", "denied"],
    ["AccessDeniedException", "denied"],
    ["Client.UnauthorizedOperation", "denied"],
    ["UnauthorizedOperation", "denied"],
    ["ResourceNotFoundException", "used"],
    ["NoSuchBucket", "used"],
    ["Client.DryRunOperation", "used"],
    ["Client.VcpuLimitExceeded", "used"],
    ["ThrottlingException", "used"],
  ])("%s is %s", (errorCode, what) => {
    const { entries, denied } = activity([rawRecord({ errorCode })]);
    expect([entries.length, denied.length]).toEqual(what === "used" ? [1, 0] : [0, 1]);
  });

  test("a message that speaks of a missing permission is a denial under any code", () => {
    const call = rawRecord({ errorCode: "ValidationError", errorMessage: "User: x is not authorized to perform: s3:ListAllMyBuckets" });
    expect(activity([call]).denied).toEqual([{ action: "s3:ListAllMyBuckets", count: 1, resources: [] }]);
  });
});

describe("what is counted", () => {
  test("calls, times, regions and resources of each action", () => {
    const calls = [
      logStream("a", { eventTime: "2026-03-05T00:00:00Z" }),
      logStream("b", { eventTime: "2026-03-04T00:00:00Z", awsRegion: "us-east-1" }),
      logStream("a", { eventTime: "2026-03-06T00:00:00Z" }),
    ];
    expect(activity(calls).entries).toEqual([
      {
        action: "logs:CreateLogStream",
        count: 3,
        firstSeen: "2026-03-04T00:00:00Z",
        lastSeen: "2026-03-06T00:00:00Z",
        resources: [
          { arn: "arn:aws:logs:eu-west-1:111122223333:log-group:/app:log-stream:a", count: 2 },
          { arn: "arn:aws:logs:us-east-1:111122223333:log-group:/app:log-stream:b", count: 1 },
        ],
        withoutResource: 0,
        regions: ["eu-west-1", "us-east-1"],
        accounts: ["111122223333"],
        via: [],
      },
    ]);
  });

  test("events that no table knows, by name", () => {
    const call = rawRecord({ eventName: "PutBucketSparkle" });
    expect(activity([call, call]).unresolved).toEqual([{ source: "s3.amazonaws.com", name: "PutBucketSparkle", count: 2 }]);
  });

  test("none of them where it was refused: nothing was used", () => {
    const refused = rawRecord({ eventName: "PutBucketSparkle", errorCode: "AccessDenied" });
    expect(activity([refused])).toMatchObject({ unresolved: [], records: { ofRole: 1, denied: 1 } });
  });

  test("what it looks around with, by the hour: by action, or by the event where that needs none", () => {
    const calls = [
      rawRecord({ eventTime: "2026-03-02T10:59:59Z" }),
      rawRecord({ eventTime: "2026-03-02T10:00:00Z" }),
      rawRecord({ eventTime: "2026-03-02T10:30:00Z", eventSource: "sts.amazonaws.com", eventName: "GetCallerIdentity" }),
      rawRecord({ eventTime: "2026-03-02T11:00:00Z" }),
      logStream("a"),
    ];
    expect([...ofWorker(tallied(calls)).lookingAround].map(([hour, counts]) => [hour, [...counts]])).toEqual([
      [
        "2026-03-02T10",
        [
          ["s3:ListAllMyBuckets", 2],
          ["sts.amazonaws.com GetCallerIdentity", 1],
        ],
      ],
      ["2026-03-02T11", [["s3:ListAllMyBuckets", 1]]],
    ]);
  });

  test("records that cannot be read, with the reason", () => {
    const { records, gaps } = activity([null, 7, "text", [], {}, rawRecord({ userIdentity: undefined }), rawRecord({ eventTime: "soon" })]);
    expect(records).toEqual({ read: 7, ofRole: 0, denied: 0, unreadable: 7 });
    expect(gaps.find((gap) => gap.kind === "unreadable-files")).toMatchObject({
      firstReasons: expect.arrayContaining(["no-user-identity"]),
    });
  });
});

describe("a window", () => {
  test("begins with its first second and ends before its last; what lies outside shows only that there are logs", () => {
    const tally = createTally([ROLE], { from: "2026-03-02T00:00:00.000Z", to: "2026-03-03T00:00:00.000Z" });
    for (const eventTime of ["2026-03-01T23:59:59Z", "2026-03-02T00:00:00Z", "2026-03-02T23:59:59Z", "2026-03-03T00:00:00Z"]) {
      tally.add(rawRecord({ eventTime }), catalogue);
    }
    const snapshot = tally.snapshot();
    expect([snapshot.records, snapshot.days.size, ofWorker(snapshot).records]).toEqual([4, 3, 2]);
  });
});

describe("memory stays flat", () => {
  const many = Array.from({ length: MOST_RESOURCES + 1 }, (_, index) => logStream(`stream-${index}`));

  test("more resources than are kept are folded to what they share", () => {
    expect(activity(many).entries[0]?.resources).toEqual([
      { arn: "arn:aws:logs:eu-west-1:111122223333:log-group:/app:log-stream:*", count: MOST_RESOURCES + 1 },
    ]);
  });

  test("so are those of more accounts than are kept, to what still covers them all", () => {
    const audits = Array.from({ length: MOST_RESOURCES + 1 }, (_, index) =>
      rawRecord({
        eventSource: "sts.amazonaws.com",
        eventName: "AssumeRole",
        requestParameters: { roleArn: `arn:aws:iam::${100_000_000_000 + index}:role/Audit`, roleSessionName: "s" },
      }),
    );
    expect(activity(audits).entries[0]?.resources).toEqual([{ arn: "arn:aws:iam:*:*:*", count: MOST_RESOURCES + 1 }]);
    expect(ofWorker(tallied([...audits, ...audits])).used.get(asAction("sts:AssumeRole"))?.resources.folds).toBe(3);
  });

  test("as many as are kept stay by name", () => {
    expect(activity(many.slice(1)).entries[0]?.resources.length).toBe(MOST_RESOURCES);
  });
});

describe("several threads' tallies", () => {
  const streams = Array.from({ length: MOST_RESOURCES + 50 }, (_, index) => logStream(`${index % 3}/${index}`));
  const calls = [
    ...streams,
    rawRecord({ errorCode: "AccessDenied" }),
    rawRecord({ eventName: "PutBucketSparkle" }),
    rawRecord({ awsRegion: "us-east-1" }),
    null,
  ];

  test("merge to the tally of all records, however they were shared out", () => {
    const whole = activityOf(tallied(calls), ROLE, { window }, catalogue);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: calls.length, maxLength: calls.length }), (threads) => {
        const parts = [0, 1, 2, 3].map((thread) => structuredClone(tallied(calls.filter((_, index) => threads[index] === thread))));
        expect(activityOf(mergeTallies(parts), ROLE, { window }, catalogue)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  test("leave the parts as they are", () => {
    const part = tallied([rawRecord()]);
    mergeTallies([part, tallied([rawRecord()])]);
    expect(part.records).toBe(1);
    expect(ofWorker(part).records).toBe(1);
  });

  test("count what was passed over without being read", () => {
    const tally = createTally([ROLE]);
    tally.passOver({ records: 12, time: "2026-03-09T00:00:00Z", region: "us-east-1" });
    const { records, days, regions, last } = mergeTallies([tally.snapshot()]);
    expect([records, [...days.keys()], [...regions.keys()], last]).toEqual([12, ["2026-03-09"], ["us-east-1"], "2026-03-09T00:00:00Z"]);
  });
});

describe("messy input", () => {
  test("never throws, and every entry is counted once", () => {
    const messy = fc.anything({ withNullPrototype: true });
    const nearly = fc
      .dictionary(
        fc.constantFrom(
          "eventName",
          "errorCode",
          "requestParameters",
          "responseElements",
          "userIdentity",
          "resources",
          "awsRegion",
          "sourceIPAddress",
        ),
        messy,
      )
      .map(rawRecord);
    fc.assert(
      fc.property(fc.array(fc.oneof(messy, nearly)), (records) => {
        const snapshot = tallied(records, "all");
        expect(snapshot.records).toBe(records.length);
      }),
      runs(300),
    );
  });
});

test("the span, the days and the regions of a log are those of all its records, in whatever order they come, whoever made them", () => {
  const tally = createTally([ROLE]);
  const somebody = { userIdentity: sessionOf("arn:aws:iam::111122223333:role/other") };
  for (const eventTime of ["2026-03-05T10:00:00Z", "2026-03-09T10:00:00Z", "2026-03-02T10:00:00Z"])
    tally.add(rawRecord({ eventTime, ...somebody }), catalogue);
  tally.passOver({ records: 4, time: "2026-03-09T09:00:00Z", region: "us-east-1" });
  tally.passOver({ time: "2026-03-09T11:00:00Z" });
  const { first, last, records, days, regions } = tally.snapshot();
  expect([first, last, records]).toEqual(["2026-03-02T10:00:00Z", "2026-03-09T11:00:00Z", 7]);
  expect([...days].sort()).toEqual([
    ["2026-03-02", 1],
    ["2026-03-05", 1],
    ["2026-03-09", 5],
  ]);
  expect([...regions].sort()).toEqual([
    ["eu-west-1", 3],
    ["us-east-1", 4],
  ]);
});
