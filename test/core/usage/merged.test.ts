import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addResource, type CountedResources, MOST_RESOURCES, mergeResources, NOTHING, noResources } from "#core/usage/counted.ts";
import { newRoleSlices, wholeRole } from "#core/usage/role-slices.ts";
import type { RoleTally } from "#core/usage/role-tally.ts";
import { createTally, mergeTallies } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction } from "#test/names.ts";
import { ROLE, rawRecord, sessionOf } from "./records.ts";

const call = (service: string, eventName: string, more: Readonly<Record<string, unknown>> = {}) =>
  rawRecord({ eventSource: `${service}.amazonaws.com`, eventName, ...more });

/** A day's calls of a role, of every kind that is counted in a way of its own, at hours that are not in order. */
const DAY = [
  call("sqs", "CreateQueue", { requestParameters: { queueName: "jobs" } }),
  call("sqs", "DeleteQueue", { requestParameters: { queueUrl: "jobs" }, errorCode: "QueueDoesNotExist" }),
  call("sns", "CreateTopic", { requestParameters: { name: "news" }, awsRegion: "us-east-1" }),
  call("s3", "ListBuckets", { errorCode: "AccessDenied" }),
  call("s3", "PutBucketSparkle"),
  call("ec2", "RunInstances", {
    requestParameters: { iamInstanceProfile: { name: "web" } },
    responseElements: { instancesSet: { items: [{ instanceId: "i-0123456789abcdef0" }] } },
    userIdentity: { ...sessionOf(ROLE), invokedBy: "autoscaling.amazonaws.com" },
  }),
  call("ecs", "RegisterTaskDefinition", { requestParameters: { family: "web", taskRoleArn: "arn:aws:iam::111122223333:role/task" } }),
  call("ecs", "RunTask", { requestParameters: { cluster: "prod", taskDefinition: "web:42" } }),
  call("kms", "Decrypt", { requestParameters: { encryptionContext: { "aws:s3:arn": "arn:aws:s3:::b/k" } } }),
  call("kms", "GenerateDataKey", {
    requestParameters: { encryptionContext: { "aws:lambda:FunctionArn": "arn:aws:lambda:eu-west-1:1:f" } },
  }),
  call("events", "PutTargets", { requestParameters: { targets: [{ arn: "arn:aws:sqs:eu-west-1:111122223333:jobs" }] } }),
  call("lambda", "CreateFunction20150331", {
    requestParameters: { functionName: "f", layers: ["arn:aws:lambda:eu-west-1:999988887777:layer:x:1"] },
    sourceIPAddress: "203.0.113.9",
  }),
  call("sts", "GetCallerIdentity"),
  call("iam", "ListUsers"),
].map((record, index) => ({ ...record, eventTime: `2026-03-02T${String((index * 7) % 24).padStart(2, "0")}:30:00Z` }));

function tallied(records: readonly unknown[]) {
  const tally = createTally([ROLE]);
  for (const record of records) tally.add(record, catalogue);
  return tally.snapshot();
}

function roleIn(parts: readonly (readonly unknown[])[]): RoleTally {
  const merged = mergeTallies(parts.map((part) => structuredClone(tallied(part))));
  return wholeRole(merged.roles.get("111122223333/worker") ?? newRoleSlices());
}

describe("what threads counted of one role, put together,", () => {
  const seen = roleIn([DAY, DAY]);

  test("adds up calls, refusals, failures and times", () => {
    expect([seen.records, seen.deniedRecords, seen.first, seen.last]).toEqual([28, 2, "2026-03-02T00:30:00Z", "2026-03-02T22:30:00Z"]);
    const { count, failed, recorded, first, last } = seen.used.get(asAction("sqs:DeleteQueue")) ?? {};
    expect([count, failed, recorded, first, last]).toEqual([2, 2, 2, "2026-03-02T07:30:00Z", "2026-03-02T07:30:00Z"]);
    expect(seen.denied.get(asAction("s3:ListAllMyBuckets"))?.count).toBe(2);
  });

  test("adds up places, and who called on the role's behalf", () => {
    const topic = seen.used.get(asAction("sns:CreateTopic"));
    expect([topic?.regions, topic?.accounts]).toEqual([new Map([["us-east-1", 2]]), new Map([["111122223333", 2]])]);
    expect(seen.used.get(asAction("ec2:RunInstances"))?.via).toEqual(new Map([["autoscaling.amazonaws.com", 2]]));
    expect(topic?.resources.counts).toEqual(new Map([["arn:aws:sns:us-east-1:111122223333:news", 2]]));
  });

  test("adds up what was implied, by what", () => {
    const passed = seen.passed.get("ecs-tasks.amazonaws.com");
    const by = new Map([
      ["ecs:RegisterTaskDefinition", 2],
      ["ecs:RunTask", 2],
    ]);
    expect([passed?.count, passed?.recorded, passed?.impliedBy]).toEqual([4, 0, by]);
  });

  test("adds up which policies were handed on, by what", () => {
    const attached = [
      call("iam", "AttachRolePolicy", { requestParameters: { roleName: "app", policyArn: "arn:aws:iam::aws:policy/AWSDenyAll" } }),
    ];
    const counts = new Map([["arn:aws:iam::aws:policy/AWSDenyAll", 2]]);
    expect(roleIn([attached, attached]).handedOn).toEqual(new Map([["iam:AttachRolePolicy", counts]]));
  });

  test("puts together which policies each role was seen to get", () => {
    const attach = (policy: string) =>
      call("iam", "AttachRolePolicy", {
        requestParameters: { roleName: "worker", policyArn: `arn:aws:iam::aws:policy/${policy}` },
        recipientAccountId: "111122223333",
        userIdentity: sessionOf("arn:aws:iam::111122223333:role/deployer"),
      });
    const [one, other] = [attach("AWSDenyAll"), attach("ReadOnlyAccess")];
    const { attachments } = mergeTallies([tallied([one]), tallied([other])]);
    expect(attachments).toEqual(tallied([one, other]).attachments);
    expect(attachments.get("111122223333/worker")?.size).toBe(2);
  });

  test("adds up calls that told no resource", () => {
    expect(seen.used.get(asAction("iam:ListUsers"))?.withoutResource).toBe(2);
  });

  test("adds up the roles that were passed, and what held them", () => {
    expect([...seen.passed.keys()].sort()).toEqual(["ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]);
    expect(seen.passed.get("ec2.amazonaws.com")?.count).toBe(2);
    expect(seen.holders).toEqual(new Map([["ecs:web", new Map([["arn:aws:iam::111122223333:role/task", 2]])]]));
    expect(seen.heldIn).toEqual(new Map([["ecs-tasks.amazonaws.com", new Map([["ecs:web", 2]])]]));
  });

  test("adds up what the role made, what its calls show and name, and what no table knows", () => {
    expect(seen.made.get("i-0123456789abcdef0")).toEqual({ times: 2, isNew: true });
    expect(seen.traced.get(asAction("s3:GetObject"))?.impliedBy).toEqual(new Map([["kms:Decrypt", 2]]));
    expect([...seen.named.values()].map((calls) => [...calls.values()])).toContainEqual([2]);
    expect(seen.unresolved).toEqual(new Map([["s3.amazonaws.com PutBucketSparkle", 2]]));
  });

  test("adds up where calls came from, and which discovery calls came when", () => {
    const origin = [...seen.origins.values()].find(({ address }) => address === "203.0.113.9");
    expect([origin?.calls, origin?.used.get("lambda:CreateFunction")]).toEqual([2, 2]);
    expect([...seen.origins.values()].reduce((sum, { denied }) => sum + denied, 0)).toBe(2);
    expect([...seen.lookingAround.values()].flatMap((calls) => [...calls.values()])).toContain(2);
  });

  test("is the same however the calls were shared out", () => {
    const whole = roleIn([DAY]);
    fc.assert(
      fc.property(fc.array(fc.nat(2), { minLength: DAY.length, maxLength: DAY.length }), (threads) => {
        const parts = [0, 1, 2].map((thread) => DAY.filter((_, index) => threads[index] === thread));
        expect(roleIn(parts)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
});

describe("resources that were counted apart", () => {
  const BUCKET = "arn:aws:logs:eu-west-1:111122223333:log-group:/app:log-stream:";
  const counted = (names: readonly string[]): CountedResources => {
    const resources = noResources();
    for (const name of names) addResource(resources, `${BUCKET}${name}`, 1);
    return resources;
  };
  const many = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index}`);

  test("stand by name, with their counts added, up to the limit", () => {
    const [into, from] = [counted(many("a", MOST_RESOURCES)), counted(["a0", "a1"])];
    mergeResources(into, from);
    expect([into.folds, into.counts.size, into.counts.get(`${BUCKET}a0`), into.counts.get(`${BUCKET}a2`)]).toEqual([
      0,
      MOST_RESOURCES,
      2,
      1,
    ]);
  });

  test("are folded once where they are one more than the limit together, and none is lost", () => {
    const into = counted(many("a", MOST_RESOURCES));
    mergeResources(into, counted(["b"]));
    expect([into.folds, [...into.counts]]).toEqual([1, [[`${BUCKET}*`, MOST_RESOURCES + 1]]]);
  });

  test.each([
    ["the first", many("a", MOST_RESOURCES + 1), ["b"]],
    ["the second", ["b"], many("a", MOST_RESOURCES + 1)],
  ])("are as open as %s was already", (_, some, others) => {
    const into = counted(some);
    mergeResources(into, counted(others));
    expect([into.folds, [...into.counts]]).toEqual([1, [[`${BUCKET}*`, MOST_RESOURCES + 2]]]);
  });

  test("leave what they were merged from as it was", () => {
    const from = counted(["b"]);
    mergeResources(counted(many("a", MOST_RESOURCES + 1)), from);
    expect([...from.counts]).toEqual([[`${BUCKET}b`, 1]]);
  });
});

test("what stands for every empty map of a tally stays empty, whatever is counted and put together", () => {
  roleIn([DAY, [], DAY.slice(0, 3), DAY]);
  expect(NOTHING.size).toBe(0);
});
