import { describe, expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import { wantedActions } from "#core/evidence/wanted.ts";
import type { Activity } from "#core/usage/activity.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction } from "#test/names.ts";
import { ROLE, rawRecord } from "../usage/records.ts";

const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };
const AT = "2025-12-24T00:00:00Z";

function seen(...records: readonly unknown[]): Activity {
  const tally = createTally([ROLE]);
  for (const record of records) tally.add(record, catalogue);
  return activityOf(tally.snapshot(), ROLE, { window }, catalogue);
}

const sqs = (eventName: string, more: Readonly<Record<string, unknown>> = {}) =>
  rawRecord({ eventSource: "sqs.amazonaws.com", eventName, requestParameters: { queueName: "jobs" }, ...more });

/** Actions of SQS that are kept, each with why. */
function kept(activity: Activity, known: Partial<Parameters<typeof wantedActions>[1]>): readonly string[] {
  const { wanted } = wantedActions(activity, { trust: "{}", tags: {}, ...known }, catalogue);
  return wanted.filter(({ action }) => action.startsWith("sqs:")).map(({ action, evidence }) => `${action} ${evidence.because.id}`);
}

const report = (...actions: readonly string[]) => [
  { service: "sqs", at: AT, actions: actions.map((action) => ({ action: asAction(action), at: AT })) },
];

describe("an action that the log does not show and IAM saw used", () => {
  test("stays: a job may run once a quarter", () => {
    expect(kept(seen(sqs("GetQueueUrl")), { lastAccessed: report("sqs:PurgeQueue") })).toContain("sqs:PurgeQueue last-used");
  });

  test("stays in every region where IAM does not say in which one it was, and there besides where it does", () => {
    const resourcesOf = (region: object) => {
      const actions = [{ action: asAction("sqs:PurgeQueue"), at: AT, ...region }];
      const known = { trust: "{}", tags: {}, lastAccessed: [{ service: "sqs", at: AT, actions }] };
      return wantedActions(seen(sqs("GetQueueUrl")), known, catalogue).wanted.find(({ action }) => action === "sqs:PurgeQueue")?.resources;
    };
    expect(resourcesOf({})).toEqual(["arn:aws:sqs:*:111122223333:*"]);
    expect(resourcesOf({ region: "us-east-1" })).toEqual(["arn:aws:sqs:eu-west-1:111122223333:*", "arn:aws:sqs:us-east-1:111122223333:*"]);
  });

  test("is not kept twice where the log shows it too", () => {
    expect(kept(seen(sqs("PurgeQueue")), { lastAccessed: report("sqs:PurgeQueue") })).toEqual(["sqs:PurgeQueue called"]);
  });

  test("goes where the log shows it refused alone: IAM counts attempts", () => {
    const refused = seen(sqs("GetQueueUrl"), sqs("PurgeQueue", { errorCode: "AccessDenied" }));
    expect(kept(refused, { lastAccessed: report("sqs:PurgeQueue") })).toEqual(["sqs:GetQueueUrl called"]);
  });

  test("stays though it was refused before, where the log after the window shows it", () => {
    const refused = seen(sqs("GetQueueUrl"), sqs("PurgeQueue", { errorCode: "AccessDenied" }));
    expect(kept(refused, { usedSince: [{ action: asAction("sqs:PurgeQueue"), at: "2026-04-02T00:00:00Z" }] })).toContain(
      "sqs:PurgeQueue used-since",
    );
  });
});

test("what is known of a role's use is in one order, however its calls came", () => {
  const calls = [
    sqs("PurgeQueue"),
    sqs("GetQueueUrl"),
    sqs("CreateQueue"),
    sqs("Wiggle"),
    sqs("Jiggle"),
    sqs("DeleteQueue", { errorCode: "AccessDenied" }),
  ];
  const { entries, unresolved, denied } = seen(...calls);
  expect(entries.map(({ action }) => action)).toEqual(["sqs:CreateQueue", "sqs:GetQueueUrl", "sqs:PurgeQueue"]);
  expect(unresolved.map(({ name }) => name)).toEqual(["Jiggle", "Wiggle"]);
  expect(denied.map(({ action }) => action)).toEqual(["sqs:DeleteQueue"]);
  expect(seen(...calls.toReversed())).toEqual(seen(...calls));
});
