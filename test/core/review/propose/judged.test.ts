import { expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { propose } from "#core/review/propose/propose.ts";
import type { ProposeInput } from "#core/review/propose/propose-input.ts";
import { replay } from "#core/review/propose/replay.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction, asArn } from "#test/names.ts";
import { generatedActivity, OCTOBER, roleWith } from "./roles.ts";

const window = OCTOBER;
const policy = (...Statement: object[]) => parsePolicy({ Version: "2012-10-17", Statement }, "policy");

function activityOf(role: RoleState, actions: readonly string[], gaps: readonly EvidenceGap[] = []): Activity {
  const document = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: actions, Resource: "*" } });
  const activity = generatedActivity(role, [document]);
  return { ...activity, gaps: [...activity.gaps, ...gaps] };
}

function proposed(role: RoleState, activity: Activity) {
  return propose({ review: { id: "r1", window }, role, roleFingerprint: "", activity, keep: [], proposedAt: window.to, catalogue });
}

test("a role that is too young to be judged waits, whatever it was seen to do", () => {
  const role = roleWith(["AmazonSQSFullAccess"]);
  const young: EvidenceGap = { kind: "role-younger-than-window", effect: "wait", created: "2026-10-25", days: 6 };
  const { outcome, policies, reason } = proposed(role, activityOf(role, ["sqs:SendMessage"], [young]));
  expect([outcome, policies]).toEqual(["nothing-to-change", []]);
  expect(reason).toEqual({ id: "too-little-known", gaps: [young] });
});

test("a role that waits is told with its last use only where the evidence shows none of it", () => {
  const young: EvidenceGap = { kind: "role-younger-than-window", effect: "wait", created: "2026-10-25", days: 6 };
  const role = roleWith(["AmazonSQSFullAccess"], { lastUsed: { at: "2026-10-30T12:00:00.000Z", region: "us-east-1" } });
  const busy = activityOf(role, ["sqs:SendMessage"], [young]);
  const known = { id: "too-little-known", gaps: [young] };
  expect(proposed(role, busy).reason).toEqual(known);
  const lastUse = { on: "2026-10-30", region: "us-east-1", isInWindow: true };
  expect(proposed(role, { ...busy, entries: [] }).reason).toEqual({ ...known, lastUse });
});

test("all that an action is allowed on besides what was seen is told with it, whichever of its calls it is for", () => {
  const role = roleWith(["IAMFullAccess"], { tags: { "whittle:scope": "account" } });
  const passed = (name: string, receiver: string): Activity["entries"][number] => ({
    action: asAction("iam:PassRole"),
    count: 1,
    resources: [{ arn: `arn:aws:iam::111122223333:role/${name}`, count: 1 }],
    withoutResource: 0,
    regions: ["us-east-1"],
    accounts: [],
    via: [],
    impliedBy: ["ecs:RunTask"],
    receivers: [receiver],
  });
  const [listed] = activityOf(role, ["iam:ListUsers"]).entries;
  const entries = [...(listed ? [listed] : []), passed("Task", "ecs-tasks.amazonaws.com"), passed("Job", "lambda.amazonaws.com")];
  const { evidence } = proposed(role, { ...activityOf(role, ["iam:ListUsers"]), entries });
  const ofType = { pattern: "arn:aws:iam::111122223333:role/*", because: "whole-type", from: 1 };
  expect(evidence.map(({ action, widened }) => [action, widened])).toEqual([
    ["iam:ListUsers", undefined],
    ["iam:PassRole", [ofType, ofType]],
  ]);
});

test("a role that did nothing gets no empty policy, and is told apart from one that was refused everything", () => {
  const role = roleWith(["AmazonSQSFullAccess"]);
  const silent = { ...activityOf(role, ["sqs:SendMessage"]), entries: [], servicesOnly: [], gaps: [] };
  const { outcome, policies, reason } = proposed(role, silent);
  expect([outcome, policies]).toEqual(["no-activity", []]);
  expect(reason).toMatchObject({ id: "no-activity", days: 30, denied: 0 });
  const refused = { ...silent, records: { ...silent.records, denied: 2 } };
  expect(proposed(role, refused).reason).toMatchObject({ denied: 2 });
  const brief = { ...silent, window: { from: "2026-10-30T23:00:00.000Z", to: window.to } };
  expect(proposed(role, brief).reason).toMatchObject({ days: 1 });
});

test("of a role that IAM never saw used, all goes: nothing is kept, asked, tested or counted", () => {
  const role = roleWith(["AmazonSQSFullAccess"], { neverUsed: true });
  const silent = { ...activityOf(role, ["sqs:SendMessage"]), entries: [], servicesOnly: [], gaps: [] };
  expect(proposed(role, silent)).toMatchObject({
    outcome: "proposed",
    reason: { id: "unused", days: 400, detached: ["AmazonSQSFullAccess"], removed: catalogue.actionsOf("sqs").length },
    unused: { days: 400, known: "by-iam" },
    policies: [],
    evidence: [],
    questions: [],
    notes: [],
    replay: { calls: 0, allowed: 0, wouldDeny: [] },
    proof: { kind: "not-tested", reason: "no-calls" },
    unlogged: [],
    escalations: [],
  });
});

test("what an inline policy grants stays with it, and drops out of the refined policy", () => {
  const document = policy({ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" });
  const role = roleWith(["AmazonSQSFullAccess"], { inline: [{ name: "extra", json: "{}", document }] });
  const { policies } = proposed(role, activityOf(role, ["sqs:SendMessage", "sqs:ReceiveMessage"]));
  const actions = policies.flatMap((each) =>
    parsePolicy(each.document, "refined").statements.flatMap((statement) => statement.actions.patterns),
  );
  expect(actions).toEqual(["sqs:ReceiveMessage"]);
});

test("a role that two services got is denied where one of them may not get it any more", () => {
  const handed = { arn: "arn:aws:iam::111122223333:role/Task", count: 3 };
  const role = roleWith([]);
  const activity: Activity = {
    ...activityOf(role, ["sqs:SendMessage"]),
    entries: [
      {
        action: asAction("iam:PassRole"),
        count: 3,
        resources: [handed],
        withoutResource: 0,
        regions: ["us-east-1"],
        accounts: [],
        via: [],
        receivers: ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"],
      },
    ],
  };
  const to = (...services: string[]) =>
    policy({ Effect: "Allow", Action: "iam:PassRole", Resource: "*", Condition: { StringEquals: { "iam:PassedToService": services } } });
  const before = [to("ecs-tasks.amazonaws.com", "lambda.amazonaws.com")];
  const wouldDeny = (...services: string[]) => replay(activity, [], { before, after: [to(...services)] }, catalogue).wouldDeny;
  expect(wouldDeny("ecs-tasks.amazonaws.com", "lambda.amazonaws.com")).toEqual([]);
  expect(wouldDeny("lambda.amazonaws.com")).toEqual([{ action: "iam:PassRole", resource: handed.arn, count: 3 }]);
});

test("a role without a change says why nothing was tested: of a trail too little is known, and a generated policy holds no calls", () => {
  const role = roleWith(["AmazonSSMManagedInstanceCore"]);
  const activity = activityOf(role, ["ssm:PutInventory"]);
  expect(proposed(role, activity).proof).toEqual({ kind: "not-tested", reason: "no-call-evidence" });
  expect(proposed(role, { ...activity, source: "trail" }).proof).toEqual({ kind: "not-tested", reason: "too-few-calls" });
});

test("a way to gain rights that a retained policy leaves open is told apart from one of the refined policy", () => {
  const retained = roleWith(["IAMFullAccess"]).attached.map((each) => ({
    ...each,
    name: "Ops",
    arn: asArn("arn:aws:iam::111122223333:policy/Ops"),
  }));
  const broad = roleWith(["AdministratorAccess"]);
  const ways = (role: RoleState, used: string) => {
    const { escalations } = proposed(role, activityOf(role, [used]));
    return new Map(escalations.map(({ actions, byRetained }) => [actions.join(" "), byRetained]));
  };
  expect(ways(broad, "iam:PutRolePolicy").get("iam:PutRolePolicy")).toBe(false);
  const both = { ...broad, attached: [...broad.attached, ...retained] };
  expect(ways(both, "sqs:SendMessage").get("iam:PutRolePolicy")).toBe(true);
});

test("what IAM saw used since the window stays, though the log does not show it", () => {
  const role = roleWith(["AmazonSQSFullAccess"]);
  const activity = activityOf(role, ["sqs:SendMessage"]);
  const input = { review: { id: "r1", window }, role, roleFingerprint: "", activity, keep: [], proposedAt: window.to, catalogue };
  const kept = (usedSince: ProposeInput["usedSince"]) =>
    propose({ ...input, ...(usedSince ? { usedSince } : {}) }).evidence.map(({ action, because }) => [action, because.id]);
  expect(kept(undefined).map(([action]) => action)).toEqual(["sqs:SendMessage"]);
  expect(kept([{ action: asAction("sqs:PurgeQueue"), at: "2026-11-02T00:00:00.000Z" }])).toContainEqual(["sqs:PurgeQueue", "used-since"]);
});
