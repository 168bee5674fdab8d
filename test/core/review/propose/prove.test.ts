import { describe, expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import type { LastAccessed } from "#core/evidence/last-accessed.ts";
import { evaluate } from "#core/policy/evaluate.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { propose } from "#core/review/propose/propose.ts";
import type { Activity } from "#core/usage/activity.ts";
import { activityFromDocuments } from "#core/usage/generated.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { rawRecord, sessionOf } from "#test/core/usage/records.ts";
import { asAction } from "#test/names.ts";
import { roleWith } from "./roles.ts";

const window = { from: "2026-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };
const role = roleWith(["AdministratorAccess"]);

interface Call {
  readonly day: number;
  readonly event: string;
  readonly request: Readonly<Record<string, unknown>>;
}

function proposed(calls: readonly Call[], lastAccessed?: readonly LastAccessed[]) {
  return proposalOf(activityIn(calls), lastAccessed);
}

function activityIn(calls: readonly Call[]): Activity {
  const tally = createTally([role.arn], window);
  for (const { day, event, request } of calls) {
    const [service = "", eventName = ""] = event.split(":");
    const eventTime = `2026-10-${String(day).padStart(2, "0")}T12:00:00Z`;
    const more = { eventSource: `${service}.amazonaws.com`, eventName, requestParameters: request, eventTime, awsRegion: "us-east-1" };
    tally.add(rawRecord({ ...more, userIdentity: sessionOf(role.arn, "all") }), catalogue);
  }
  return activityOf(tally.snapshot(), role.arn, { window }, catalogue);
}

function proposalOf(activity: Activity, lastAccessed?: readonly LastAccessed[]) {
  const known = { activity, ...(lastAccessed ? { lastAccessed } : {}) };
  return propose({ review: { id: "r1", window }, role, roleFingerprint: "", ...known, keep: [], proposedAt: window.to, catalogue });
}

const month = Array.from({ length: 30 }, (_, index) => index + 1);
const daily = month.map(
  (day): Call => ({ day, event: "sqs:SendMessage", request: { queueUrl: "https://sqs.us-east-1.amazonaws.com/111122223333/jobs" } }),
);
const put = (day: number, key: string): Call => ({ day, event: "dynamodb:PutItem", request: { tableName: key } });
const table = (name: string) => `arn:aws:dynamodb:us-east-1:111122223333:table/${name}`;

function deniedIn({ proof }: ReturnType<typeof proposed>) {
  if (proof.kind !== "tested") throw new Error("It was not tested.");
  return proof.denied;
}

function allows(proposal: ReturnType<typeof proposed>, action: string, resource: string) {
  return evaluate(
    { action, resource, context: {} },
    proposal.policies.map(({ document }) => parsePolicy(document, "refined")),
  );
}

describe("a proposal is tried on calls that it was not made from", () => {
  test("work that goes on as before is not denied", () => {
    const { proof } = proposed(daily);
    expect(proof).toMatchObject({ kind: "tested", calls: 9, denied: [] });
    expect(proof).toMatchObject({ builtFrom: { from: window.from }, testedOn: { to: window.to } });
  });

  test("what begins in the last third would have been denied: the first part is made without it", () => {
    const proposal = proposed([...daily, put(3, "orders"), put(28, "refunds"), { ...put(29, "orders"), event: "dynamodb:DeleteItem" }]);
    const common = { count: 1, covered: true };
    expect(deniedIn(proposal)).toEqual([
      { ...common, action: "dynamodb:DeleteItem", resource: table("orders"), firstSeen: "2026-10-29T12:00:00Z", kind: "new-action" },
      { ...common, action: "dynamodb:PutItem", resource: table("refunds"), firstSeen: "2026-10-28T12:00:00Z", kind: "new-resource" },
    ]);
    expect(allows(proposal, "dynamodb:PutItem", table("refunds"))).toBe("allowed");
  });

  test("names that vary are widened, with the reason", () => {
    const proposal = proposed([...daily, put(3, "orders-1"), put(28, "orders-2")]);
    expect(deniedIn(proposal)).toMatchObject([{ kind: "recurring", widenedTo: table("orders-*"), covered: true }]);
    expect(proposal.notes).toEqual([{ id: "names-vary", action: "dynamodb:PutItem", pattern: table("orders-*"), laterCalls: 1 }]);
    expect(allows(proposal, "dynamodb:PutItem", table("orders-3"))).toBe("allowed");
    expect(allows(proposal, "dynamodb:PutItem", table("customers"))).not.toBe("allowed");
  });

  test("names that are new each time are widened to what they begin with, also where no form tells", () => {
    const names = ["refunds-ann", "refunds-bob", "refunds-eve", "refunds-joe", "refunds-kim"];
    const proposal = proposed([...daily, ...names.map((name, index) => put([3, 9, 15, 17, 28][index] ?? 30, name))]);
    expect(deniedIn(proposal)).toMatchObject([{ kind: "new-each-time", widenedTo: table("refunds-*"), covered: true }]);
    expect(proposal.notes).toEqual([{ id: "names-vary", action: "dynamodb:PutItem", pattern: table("refunds-*"), laterCalls: 1 }]);
    expect(allows(proposal, "dynamodb:PutItem", table("refunds-sue"))).toBe("allowed");
    expect(allows(proposal, "dynamodb:PutItem", table("customers"))).not.toBe("allowed");
  });

  test("rights over rights stay on the names that were seen", () => {
    const attach = (day: number, roleName: string): Call => ({ day, event: "iam:DeleteRole", request: { roleName } });
    const [denied] = deniedIn(proposed([...daily, attach(3, "worker-1"), attach(28, "worker-2")]));
    expect(denied).toMatchObject({ action: "iam:DeleteRole", kind: "recurring", covered: true });
    expect(denied?.widenedTo).toBeUndefined();
  });

  test("what the last accessed report learned later does not help the first part", () => {
    const proposal = proposed([...daily, put(28, "orders")], [{ service: "dynamodb", at: "2026-10-28T12:00:00Z" }]);
    expect(deniedIn(proposal).map(({ kind }) => kind)).toEqual(["new-action"]);
  });

  test("a later call that the proposal itself would deny is told as such", () => {
    const activity = activityIn(daily);
    const [entry] = activity.heldOut?.later ?? [];
    if (!activity.heldOut || !entry) throw new Error("There are no later calls.");
    const missed = { ...entry, action: asAction("sqs:PurgeQueue"), count: 1 };
    const heldOut = { ...activity.heldOut, later: [...activity.heldOut.later, missed] };
    expect(deniedIn(proposalOf({ ...activity, heldOut }))).toMatchObject([{ action: "sqs:PurgeQueue", covered: false }]);
  });

  test("nor does an action that the report, or the log after the window, shows later", () => {
    const at = "2026-10-28T12:00:00Z";
    const action = { action: asAction("dynamodb:PutItem"), at };
    const report = [{ service: "dynamodb", at, actions: [action], tracked: ["dynamodb:PutItem"] }];
    expect(deniedIn(proposed([...daily, put(28, "orders")], report)).map(({ kind }) => kind)).toEqual(["new-action"]);
    const known = proposed(
      [...daily, put(28, "orders")],
      [{ service: "dynamodb", at: "2026-10-02T12:00:00Z", actions: [{ ...action, at: "2026-10-02T12:00:00Z" }] }],
    );
    expect(deniedIn(known)).toEqual([]);
  });

  test("calls in one moment alone are too few", () => {
    expect(proposed(daily.slice(2, 3)).proof).toEqual({ kind: "not-tested", reason: "too-few-calls" });
  });

  test("a generated policy holds no calls", () => {
    const document = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: "*" } });
    const place = { partition: "aws", account: role.accountId, region: "us-east-1" };
    const activity = activityFromDocuments({ documents: [document], isComplete: true, roleArn: role.arn, window, ...place, catalogue });
    const { proof, replay } = proposalOf(activity);
    expect(proof).toEqual({ kind: "not-tested", reason: "no-call-evidence" });
    expect([replay.calls, replay.allowed]).toEqual([null, null]);
  });
});
