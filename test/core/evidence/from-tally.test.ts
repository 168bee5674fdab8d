import { describe, expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { ROLE, rawRecord, sessionOf } from "../usage/records.ts";

const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const HERE = "eu-west-1:111122223333";

interface Told {
  readonly event: string;
  readonly at?: string;
  readonly request?: object;
  readonly more?: object;
}

function activity(calls: readonly Told[], profiles?: ReadonlyMap<string, string>) {
  const tally = createTally([ROLE], window);
  for (const { event, at = "2026-03-02T10:00:00Z", request = null, more = {} } of calls) {
    const [prefix, eventName] = event.split(":");
    tally.add(
      rawRecord({ eventSource: `${prefix}.amazonaws.com`, eventName, eventTime: at, requestParameters: request, ...more }),
      catalogue,
    );
  }
  return activityOf(tally.snapshot(), ROLE, { window, ...(profiles ? { rolesOfProfiles: profiles } : {}) }, catalogue);
}

test("a role's activity is its calls by action, with when, where, on what and by whom", () => {
  const stream = (name: string, at: string, more = {}) => ({
    event: "logs:CreateLogStream",
    at,
    request: { logGroupName: "/app", logStreamName: name },
    more,
  });
  const found = activity([
    stream("b", "2026-03-09T10:00:00Z", { awsRegion: "us-east-1" }),
    stream("a", "2026-03-03T10:00:00Z"),
    stream("a", "2026-03-05T10:00:00Z", {
      userIdentity: { ...sessionOf(ROLE), invokedBy: "lambda.amazonaws.com" },
    }),
    { event: "iam:ListUsers", at: "2026-03-04T10:00:00Z", more: { errorCode: "AccessDenied" } },
    { event: "s3:PutSparkle" },
    { event: "s3:PutSparkle" },
    { event: "dynamodb:DescribeTable", request: { tableName: "orders" } },
  ]);
  expect(found).toMatchObject({
    roleArn: ROLE,
    window,
    source: "trail",
    records: { read: 7, ofRole: 7, denied: 1, unreadable: 0 },
    servicesOnly: [],
    denied: [{ action: "iam:ListUsers", count: 1 }],
    unresolved: [{ source: "s3.amazonaws.com", name: "PutSparkle", count: 2 }],
  });
  expect(found.entries).toEqual([
    {
      action: "dynamodb:DescribeTable",
      count: 1,
      firstSeen: "2026-03-02T10:00:00Z",
      lastSeen: "2026-03-02T10:00:00Z",
      resources: [{ arn: `arn:aws:dynamodb:${HERE}:table/orders`, count: 1 }],
      withoutResource: 0,
      regions: ["eu-west-1"],
      accounts: ["111122223333"],
      via: [],
    },
    {
      action: "logs:CreateLogStream",
      count: 3,
      firstSeen: "2026-03-03T10:00:00Z",
      lastSeen: "2026-03-09T10:00:00Z",
      resources: [
        expect.objectContaining({ arn: `arn:aws:logs:${HERE}:log-group:/app:log-stream:a`, count: 2 }),
        expect.objectContaining({ arn: "arn:aws:logs:us-east-1:111122223333:log-group:/app:log-stream:b", count: 1 }),
      ],
      withoutResource: 0,
      regions: ["eu-west-1", "us-east-1"],
      accounts: ["111122223333"],
      via: ["lambda.amazonaws.com"],
    },
  ]);
});

describe("a call that came to nothing and names nothing", () => {
  const named = (tableName: string) => ({ event: "dynamodb:DescribeTable", request: { tableName } });
  const nameless = { event: "dynamodb:DescribeTable", request: { limit: 1 } };
  const inVain = { ...nameless, more: { errorCode: "ResourceNotFoundException" } };

  test.each<[string, readonly Told[], number]>([
    ["says nothing where another names a table: the action stays on that", [named("orders"), inVain], 0],
    ["says nothing where others name several", [named("orders"), named("bills"), inVain, inVain], 0],
    ["may be on any table where no other names one", [inVain], 1],
    ["is no call that succeeded and names nothing: that one is on a table too", [named("orders"), inVain, nameless], 1],
  ])("%s", (_, calls, untold) => {
    expect(activity(calls).entries.map(({ action, withoutResource }) => [action, withoutResource])).toEqual([
      ["dynamodb:DescribeTable", untold],
    ]);
  });
});

describe("a role that was handed over by an instance's profile", () => {
  const PROFILE = "arn:aws:iam::111122223333:instance-profile/web";
  const run = [{ event: "ec2:RunInstances", request: { instancesSet: { items: [{}] }, iamInstanceProfile: { arn: PROFILE } } }];
  const passed = (profiles?: ReadonlyMap<string, string>, calls: readonly Told[] = run) =>
    activity(calls, profiles)
      .entries.filter(({ action }) => action === "iam:PassRole")
      .flatMap(({ resources }) => resources.map(({ arn }) => arn));
  const [OWN, OTHER] = ["arn:aws:iam::111122223333:role/app/Web", "arn:aws:iam::444455556666:role/Web"];

  test.each([
    ["is the one that the account names", new Map([["web", OWN]]), OWN],
    [
      "is that of its own account, of several",
      new Map([
        ["111122223333/web", OWN],
        ["web", OTHER],
      ]),
      OWN,
    ],
    ["is not that of another account's profile of the name", new Map([["444455556666/web", OTHER]]), "arn:aws:iam::111122223333:role/web"],
    ["is called as the profile where nothing is known of it", undefined, "arn:aws:iam::111122223333:role/web"],
  ])("%s", (_, profiles, role) => {
    expect(passed(profiles)).toEqual([role]);
  });

  test("is the one that the log shows to be put into it, where the account does not know the profile", () => {
    const put = { event: "iam:AddRoleToInstanceProfile", request: { instanceProfileName: "web", roleName: "web-node" } };
    const node = "arn:aws:iam::111122223333:role/web-node";
    expect(passed(undefined, [put, ...run])).toEqual([node]);
    expect(passed(new Map([["web", OWN]]), [put, ...run])).toEqual([OWN, node]);
  });

  test("is implied by the calls, for the service that got it", () => {
    expect(activity(run).entries.find(({ action }) => action === "iam:PassRole")).toMatchObject({
      count: 1,
      impliedBy: ["ec2:RunInstances"],
      receivers: ["ec2.amazonaws.com"],
      withoutResource: 0,
    });
  });
});

describe("the window in two", () => {
  const call = (at: string) => ({ event: "dynamodb:DescribeTable", at, request: { tableName: at.slice(8, 10) } });
  const tables = (entries: ReturnType<typeof activity>["entries"] = []) =>
    entries.flatMap(({ resources }) => resources.map(({ arn }) => arn.slice(-2)));

  test("has its calls of the first two thirds before it, and the others later", () => {
    const { heldOut } = activity(["02", "10", "18", "25", "30"].map((day) => call(`2026-03-${day}T10:00:00Z`)));
    expect([tables(heldOut?.earlier.entries), tables(heldOut?.later)]).toEqual([
      ["02", "10", "18"],
      ["25", "30"],
    ]);
  });

  test("knows in its first part of no event that came later", () => {
    const early = { event: "s3:PutSparkle", at: "2026-03-02T10:00:00Z" };
    const late = { event: "s3:PutGlitter", at: "2026-03-30T10:00:00Z" };
    const { heldOut, gaps } = activity([call("2026-03-02T10:00:00Z"), call("2026-03-29T10:00:00Z"), early, late]);
    const events = (all: readonly { readonly kind: string; readonly firstEvents?: readonly string[] }[] = []) =>
      all.flatMap((gap) => (gap.kind === "unresolved-events" ? (gap.firstEvents ?? []) : []));
    expect([events(gaps), events(heldOut?.earlier.gaps)]).toEqual([["s3:PutGlitter", "s3:PutSparkle"], ["s3:PutSparkle"]]);
    expect(heldOut?.earlier.gaps.map(({ kind }) => kind)).toContain("days-without-logs");
  });
});
