import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import { suspiciousUse } from "#core/evidence/suspicious.ts";
import { wholeRole } from "#core/usage/role-slices.ts";
import { createTally } from "#core/usage/tally.ts";
import { ROLE, rawRecord, sessionOf } from "../usage/records.ts";
import { hasSharedData, sharedRecords } from "../usage/shared-data.ts";

const catalogue = loadCatalogue();
const window = { from: "2023-07-10T00:00:00Z", to: "2024-08-03T00:00:00Z" };

function suspicious(records: readonly unknown[], role = ROLE) {
  const tally = createTally([role]);
  for (const value of records) tally.add(value, catalogue);
  return activityOf(tally.snapshot(), role, { window }, catalogue).suspicious;
}

function recordsIn(file: string): readonly unknown[] {
  const log: unknown = JSON.parse(readFileSync(new URL(`../../data/cloudtrail/${file}`, import.meta.url), "utf8"));
  return typeof log === "object" && log !== null && "Records" in log && Array.isArray(log.Records) ? log.Records : [];
}

describe("real roles", () => {
  test.each([
    ["017622104382:role/stratus-red-team-ec2-steal-credentials-role", ["foreign-agent"]],
    ["321848314756:role/stratus-red-team-get-usr-data-role", ["foreign-agent", "probing"]],
    ["307578594326:role/stratus-red-team-leave-org-role", ["foreign-agent"]],
  ])("an attacked one is named: %s", (role, kinds) => {
    const found = suspicious(recordsIn("stratus-red-team.json"), `arn:aws:iam::${role}`);
    expect(found.map((use) => use.kind)).toEqual(kinds);
  });

  test("the Systems Manager agent at its work is not", () => {
    const role = "arn:aws:iam::123837392027:role/stratus-red-team-ec2-enumerate-role";
    const records = recordsIn("invictus-ssm-agent.json");
    expect(records.length).toBe(8);
    expect(suspicious(records, role)).toEqual([]);
  });
});

describe.skipIf(!hasSharedData)("all roles of the real logs (skipped where ../shared/data is absent)", () => {
  test("those that were attacked are named, and no other", () => {
    const records = sharedRecords("cloudtrail");
    const tally = createTally("all");
    for (const value of records) tally.add(value, catalogue);
    const { roles } = tally.snapshot();
    const named = [...roles].filter(([, role]) => suspiciousUse(wholeRole(role), catalogue).length > 0).map(([key]) => key.split("/")[1]);
    expect(roles.size).toBe(12);
    expect(named.sort()).toEqual([
      "AWSReservedSSO_account-admin_599c9e90e350d2ff",
      "stratus-red-team-ec2-get-password-data-role",
      "stratus-red-team-ec2-steal-credentials-role",
      "stratus-red-team-ec2lui-role-idtzskbvtd",
      "stratus-red-team-ec2lui-role-pcccexdthk",
      "stratus-red-team-get-usr-data-role",
      "stratus-red-team-get-usr-data-role",
      "stratus-red-team-leave-org-role",
      "test-role",
    ]);
  });
});

describe("instance credentials", () => {
  const usual = Array.from({ length: 100 }, () => rawRecord());
  const elsewhere = rawRecord({ sourceIPAddress: "203.0.113.9", userAgent: "aws-cli/2.15.0 Python/3.11" });

  test("used from another address by another program than all the time before", () => {
    expect(suspicious([...usual, elsewhere])).toMatchObject([{ kind: "foreign-network", sources: ["203.0.113.9"], actions: [] }]);
  });

  test("and of what it did there, only what the role does nowhere else is in doubt", () => {
    const other = { ...elsewhere, eventSource: "iam.amazonaws.com", eventName: "ListUsers" };
    expect(suspicious([...usual, elsewhere, other])).toMatchObject([{ kind: "foreign-network", actions: ["iam:ListUsers"] }]);
  });

  test("used from another address by the same program: an instance that was replaced", () => {
    expect(suspicious([...usual, rawRecord({ sourceIPAddress: "203.0.113.9" })])).toEqual([]);
  });

  test("used by no AWS SDK or tool", () => {
    expect(suspicious([...usual, rawRecord({ userAgent: "curl/8.0" })])).toMatchObject([{ kind: "foreign-agent" }]);
  });

  test.each([
    ["through one's own endpoint", { vpcEndpointId: "vpce-1", userAgent: "myapp" }],
    ["from a private address", { sourceIPAddress: "10.1.2.3", userAgent: "myapp" }],
    [
      "by an AWS service",
      {
        sourceIPAddress: "cloudformation.amazonaws.com",
        userIdentity: { ...sessionOf(ROLE), invokedBy: "cloudformation.amazonaws.com" },
        userAgent: "cloudformation.amazonaws.com",
      },
    ],
  ])("used %s is ordinary", (_, differing) => {
    expect(suspicious([...usual, rawRecord(differing)])).toEqual([]);
  });

  test("a role that no instance has may use what program it likes", () => {
    expect(suspicious([rawRecord({ userIdentity: sessionOf(ROLE, "nightly-job"), userAgent: "myapp/1.0" })])).toEqual([]);
  });
});

describe("when the calls were made is told", () => {
  const at = (eventTime: string, differing: Parameters<typeof rawRecord>[0] = {}) => rawRecord({ ...differing, eventTime });
  const [first, last] = ["2026-03-02T08:00:00Z", "2026-03-04T09:30:00Z"];
  const usual = Array.from({ length: 100 }, () => at("2026-03-01T00:00:00Z"));
  const twice = (differing: Parameters<typeof rawRecord>[0]) => [...usual, at(last, differing), at(first, differing)];
  const iam = (eventName: string, requestParameters: object) => ({ eventSource: "iam.amazonaws.com", eventName, requestParameters });
  const refused = Array.from({ length: 5 }, (_, index) =>
    at(index === 3 ? first : last, { awsRegion: "ap-east-1", errorCode: "AccessDenied", sourceIPAddress: `198.51.100.${index}` }),
  );

  test.each([
    ["by another program", twice({ userAgent: "curl/8.0" })],
    ["from another address", twice({ sourceIPAddress: "203.0.113.9", userAgent: "aws-cli/2.15.0" })],
    ["in a region where all are denied", [at("2026-03-01T00:00:00Z"), ...refused]],
    ["on its own rights", twice(iam("PutRolePolicy", { roleName: "worker", policyName: "more" }))],
    [
      "in vain",
      twice({ ...iam("AttachRolePolicy", { roleName: "Other", policyArn: "arn:aws:iam::aws:policy/X" }), errorCode: "NoSuchEntity" }),
    ],
  ])("%s: from the first to the last, whichever was read first", (_, records) => {
    expect(suspicious(records).map(({ seen }) => seen)).toEqual([{ first, last }]);
  });

  test("unless an action was denied in other regions as well: its times are those of all of them", () => {
    const elsewhere = at("2026-02-01T00:00:00Z", { awsRegion: "sa-east-1", errorCode: "AccessDenied", sourceIPAddress: "198.51.100.99" });
    const found = suspicious([at("2026-03-01T00:00:00Z"), ...refused, elsewhere]);
    expect(found.map(({ kind, seen }) => [kind, seen])).toEqual([["probing", undefined]]);
  });

  test("unless one of several actions was denied in other regions as well", () => {
    const queues = ["ap-east-1", "sa-east-1"].map((awsRegion) =>
      at(last, {
        eventSource: "sqs.amazonaws.com",
        eventName: "ListQueues",
        awsRegion,
        errorCode: "AccessDenied",
        sourceIPAddress: "192.0.2.1",
      }),
    );
    const found = suspicious([at("2026-03-01T00:00:00Z"), ...refused, ...queues]);
    expect(found.map(({ kind, actions, seen }) => [kind, actions, seen])).toEqual([["probing", ["sqs:ListQueues"], undefined]]);
  });

  test("unless the role made the same change elsewhere as well", () => {
    const change = (roleName: string, time: string) => at(time, iam("PutRolePolicy", { roleName, policyName: "more" }));
    const found = suspicious([...usual, change("worker", first), change("other", last)]);
    expect(found.map(({ kind, seen }) => [kind, seen])).toEqual([["own-change", undefined]]);
  });
});

describe("probing and reconnaissance", () => {
  const denied = (index: number) =>
    rawRecord({ eventName: `GetBucketAcl`, requestParameters: { bucketName: `b${index}` }, errorCode: "AccessDenied" });

  test("an address from which next to nothing succeeds", () => {
    expect(suspicious([0, 1, 2, 3, 4].map(denied))).toMatchObject([
      { kind: "probing", actions: ["s3:GetBucketAcl"], sources: ["198.51.100.7"] },
    ]);
  });

  test("several such addresses, in one order whichever was seen first", () => {
    const from = (sourceIPAddress: string) => [0, 1, 2, 3, 4].map((index) => ({ ...denied(index), sourceIPAddress }));
    const sources = (records: readonly unknown[]) => suspicious(records).map((use) => use.sources);
    const both = [["198.51.100.8"], ["203.0.113.9"]];
    expect(sources([...from("198.51.100.8"), ...from("203.0.113.9")])).toEqual(both);
    expect(sources([...from("203.0.113.9"), ...from("198.51.100.8")])).toEqual(both);
  });

  test("a few refusals among much that succeeds are ordinary", () => {
    expect(suspicious([...[0, 1, 2, 3, 4].map(denied), ...Array.from({ length: 20 }, () => rawRecord())])).toEqual([]);
  });

  test("a region in which every call is refused, while the role works elsewhere", () => {
    const far = Array.from({ length: 5 }, (_, index) =>
      rawRecord({ awsRegion: "ap-east-1", errorCode: "AccessDenied", sourceIPAddress: `198.51.100.${index}` }),
    );
    expect(suspicious([rawRecord(), ...far])).toMatchObject([{ kind: "probing", sources: ["ap-east-1"] }]);
  });

  const burst = [
    "sts GetCallerIdentity",
    "iam ListUsers",
    "iam ListRoles",
    "s3 ListBuckets",
    "ec2 DescribeInstances",
    "lambda ListFunctions20150331",
  ].map((call) => call.split(" "));
  const inHour = (hour: number) =>
    burst.map(([source, eventName]) =>
      rawRecord({ eventSource: `${source}.amazonaws.com`, eventName, eventTime: `2024-01-01T${String(hour).padStart(2, "0")}:10:00Z` }),
    );

  test("many kinds of discovery within one hour", () => {
    expect(suspicious(inHour(3))).toMatchObject([
      {
        kind: "reconnaissance",
        actions: ["ec2:DescribeInstances", "iam:ListRoles", "iam:ListUsers", "lambda:ListFunctions", "s3:ListAllMyBuckets"],
      },
    ]);
  });

  test("the same every hour is an inventory, and ordinary", () => {
    expect(suspicious([0, 1, 2, 3, 4, 5].flatMap(inHour))).toEqual([]);
  });
});

describe("each suspicious use is told in one order, whatever the order of the records", () => {
  const both = (records: readonly unknown[]) => [suspicious(records), suspicious(records.toReversed())] as const;
  const usual = Array.from({ length: 100 }, () => rawRecord());
  const iam = (eventName: string, more: object = {}) => rawRecord({ eventSource: "iam.amazonaws.com", eventName, ...more });

  test("the addresses and the actions of another program", () => {
    const by = (sourceIPAddress: string) => ({ sourceIPAddress, userAgent: "curl/8.0" });
    const records = [
      ...usual,
      iam("ListUsers", by("203.0.113.10")),
      iam("GetUser", by("203.0.113.10")),
      iam("ListRoles", by("203.0.113.1")),
    ];
    for (const found of both(records))
      expect(found.filter(({ kind }) => kind === "foreign-agent")).toMatchObject([
        {
          kind: "foreign-agent",
          actions: ["iam:GetUser", "iam:ListRoles", "iam:ListUsers"],
          sources: ["203.0.113.1", "203.0.113.10"],
          agent: "curl",
          isAttackTool: false,
          calls: 3,
        },
      ]);
  });

  test("what was refused from one address: the first five actions", () => {
    const names = ["ListUsers", "ListRoles", "ListGroups", "GetUser", "ListPolicies", "GetAccountSummary"];
    for (const found of both(names.map((name) => iam(name, { errorCode: "AccessDenied" }))))
      expect(found).toMatchObject([
        {
          kind: "probing",
          by: "address",
          actions: names.map((name) => `iam:${name}`).toSorted(),
          calls: 6,
          denied: 6,
          firstDenied: ["iam:GetAccountSummary", "iam:GetUser", "iam:ListGroups", "iam:ListPolicies", "iam:ListRoles"],
        },
      ]);
  });

  test("what was refused in a region, and the regions in which the role works", () => {
    const works = ["us-east-1", "eu-west-1"].map((awsRegion) => rawRecord({ awsRegion }));
    const refused = [...Array.from({ length: 4 }, () => "ListQueues"), "CreateQueue"].map((eventName, index) =>
      rawRecord({
        eventSource: "sqs.amazonaws.com",
        eventName,
        awsRegion: "ap-east-1",
        errorCode: "AccessDenied",
        sourceIPAddress: `198.51.100.${index}`,
      }),
    );
    for (const found of both([...works, ...refused]))
      expect(found).toMatchObject([
        {
          kind: "probing",
          by: "region",
          actions: ["sqs:CreateQueue", "sqs:ListQueues"],
          sources: ["ap-east-1"],
          calls: 5,
          worksIn: ["eu-west-1", "us-east-1"],
        },
      ]);
  });

  test("rights over rights that came to nothing, by action", () => {
    const vain = { errorCode: "NoSuchEntityException", requestParameters: { userName: "other", policyArn: "arn:aws:iam::aws:policy/A" } };
    for (const found of both([...usual, iam("PutUserPolicy", vain), iam("AttachUserPolicy", vain)]))
      expect(found.map(({ kind, actions }) => [kind, ...actions])).toEqual([
        ["failed-escalation", "iam:AttachUserPolicy"],
        ["failed-escalation", "iam:PutUserPolicy"],
      ]);
  });

  test("hours of looking around, up to three of them", () => {
    const events = ["iam ListUsers", "iam ListRoles", "iam ListGroups", "s3 ListBuckets", "ec2 DescribeInstances", "kms ListKeys"];
    const inHour = (hour: string) =>
      events.map((event) => {
        const [source, eventName] = event.split(" ");
        return rawRecord({ eventSource: `${source}.amazonaws.com`, eventName, eventTime: `2026-03-02T${hour}:10:00Z` });
      });
    const hours = ["05", "03", "04"];
    for (const found of both(hours.flatMap(inHour)))
      expect(found.map((use) => (use.kind === "reconnaissance" ? [use.hour, use.calls, use.services] : [use.kind]))).toEqual(
        ["03", "04", "05"].map((hour) => [`2026-03-02T${hour}:00Z`, 6, 4]),
      );
    expect(suspicious([...hours, "06"].flatMap(inHour))).toEqual([]);
  });
});

describe("how much of it is suspicious", () => {
  const kinds = (records: readonly unknown[]) => suspicious(records).map(({ kind }) => kind);
  const times = (count: number, differing: Parameters<typeof rawRecord>[0] = {}) =>
    Array.from({ length: count }, () => rawRecord(differing));
  const elsewhere = { sourceIPAddress: "203.0.113.9", userAgent: "aws-cli/2.15.0" };

  test("another address and program for less than a tenth of an instance's calls", () => {
    expect([kinds([...times(91), ...times(10, elsewhere)]), kinds([...times(90), ...times(10, elsewhere)])]).toEqual([
      ["foreign-network"],
      [],
    ]);
  });

  test("another address, though its program made a tenth of the calls from elsewhere, where that is no AWS SDK or tool", () => {
    const curl = (sourceIPAddress: string) => ({ sourceIPAddress, userAgent: "curl/8.0" });
    const found = suspicious([...times(80), ...times(15, curl("203.0.113.9")), ...times(1, curl("203.0.113.10"))]);
    expect(found.map(({ kind, sources }) => [kind, ...sources])).toEqual([
      ["foreign-agent", "203.0.113.10", "203.0.113.9"],
      ["foreign-network", "203.0.113.10"],
    ]);
  });

  test("not of a role whose calls come from no instance: people move", () => {
    const userIdentity = sessionOf(ROLE, "ann");
    expect(kinds([...times(91, { userIdentity }), ...times(1, { ...elsewhere, userIdentity })])).toEqual([]);
  });

  test("four refused calls of five from one address, and five at the least", () => {
    const refused = (count: number) => times(count, { errorCode: "AccessDenied" });
    expect([
      kinds([...refused(8), ...times(2)]),
      kinds([...refused(7), ...times(2)]),
      kinds([...refused(5), ...times(1)]),
      kinds(refused(4)),
    ]).toEqual([["probing"], [], ["probing"], []]);
  });

  test("six kinds of discovery in an hour, of three services", () => {
    const calls = (text: string) =>
      text.split(", ").map((event) => {
        const [source, eventName] = event.split(" ");
        return rawRecord({ eventSource: `${source}.amazonaws.com`, eventName });
      });
    const ofIam = "iam ListUsers, iam ListRoles, iam ListGroups";
    expect(kinds(calls(`${ofIam}, iam GetUser, s3 ListBuckets, kms ListKeys`))).toEqual(["reconnaissance"]);
    expect(kinds(calls(`${ofIam}, iam GetUser, iam ListPolicies, kms ListKeys`))).toEqual([]);
    expect(kinds(calls(`${ofIam}, s3 ListBuckets, kms ListKeys`))).toEqual([]);
  });

  test("what was done from another address is told in order", () => {
    const did = ["ListUsers", "GetUser"].map((eventName) => rawRecord({ ...elsewhere, eventSource: "iam.amazonaws.com", eventName }));
    expect(suspicious([...times(100), ...did])).toMatchObject([{ kind: "foreign-network", actions: ["iam:GetUser", "iam:ListUsers"] }]);
  });
});
