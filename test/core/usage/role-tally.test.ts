import { describe, expect, test } from "vitest";
import { callOf } from "#core/cloudtrail/call.ts";
import { readRecord } from "#core/cloudtrail/record.ts";
import type { ActionUse } from "#core/usage/event-actions.ts";
import { originOf } from "#core/usage/origin-tally.ts";
import {
  addCall,
  addTrace,
  addUnresolved,
  addUse,
  callsOfOwnHolders,
  mergeRoleTally,
  newRoleTally,
  type RoleTally,
  takesRights,
} from "#core/usage/role-tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction } from "#test/names.ts";
import { rawRecord } from "./records.ts";

const at = (hour: number) => `2026-03-02T${String(hour).padStart(2, "0")}:00:00Z`;
const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs";
const SEND = asAction("sqs:SendMessage");
const PASS = asAction("iam:PassRole");

function recordOf(differing: Readonly<Record<string, unknown>> = {}) {
  const reading = readRecord(rawRecord({ requestParameters: { queueUrl: "q" }, ...differing }));
  if (!reading.readable) throw new Error(reading.because);
  return reading.record;
}

/** A use, what differs in its record, and whether it was denied. */
type Counted = readonly [use: ActionUse, differing?: Readonly<Record<string, unknown>>, denied?: boolean];

function tallyOf(...uses: readonly Counted[]): RoleTally {
  const tally = newRoleTally();
  for (const [use, differing, denied = false] of uses) addUse(tally, use, callOf(recordOf(differing)), denied);
  return tally;
}

describe("the uses of an action", () => {
  test("are counted, with the first and the last, by resource, region, account and the service that called", () => {
    const { used, denied } = tallyOf(
      [{ action: SEND, resources: [QUEUE] }, { eventTime: at(5) }],
      [
        { action: SEND, resources: [QUEUE] },
        { eventTime: at(3), awsRegion: "us-east-1" },
      ],
      [{ action: SEND, resources: [] }, { eventTime: at(9) }],
    );
    expect(used.get(SEND)).toMatchObject({
      count: 3,
      failed: 0,
      first: at(3),
      last: at(9),
      withoutResource: 1,
      vague: 0,
      recorded: 3,
      regions: new Map([
        ["eu-west-1", 2],
        ["us-east-1", 1],
      ]),
      accounts: new Map([["111122223333", 3]]),
      via: new Map(),
    });
    expect([...(used.get(SEND)?.resources.counts ?? [])]).toEqual([[QUEUE, 2]]);
    expect(denied.size).toBe(0);
  });

  test("that were denied are counted apart", () => {
    const { used, denied } = tallyOf([{ action: SEND, resources: [QUEUE] }, { errorCode: "AccessDenied" }, true]);
    expect([used.size, denied.get(SEND)?.count]).toEqual([0, 1]);
  });

  test("that are implied by another action count as that, and as no record of their own", () => {
    const { used } = tallyOf([{ action: SEND, resources: [QUEUE], impliedBy: "sqs:CreateQueue" }]);
    expect(used.get(SEND)).toMatchObject({ count: 1, recorded: 0, impliedBy: new Map([["sqs:CreateQueue", 1]]) });
  });

  test("of roles that are handed over are counted by who got them, denied ones by the action", () => {
    const receivers = ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"];
    const role = "arn:aws:iam::111122223333:role/f";
    const { used, passed, denied } = tallyOf(
      [{ action: PASS, resources: [role], receivers }],
      [{ action: PASS, resources: [role] }],
      [{ action: PASS, resources: [role], receivers }, {}, true],
    );
    expect([used.size, [...passed.keys()], [...denied.keys()]]).toEqual([0, ["ecs-tasks.amazonaws.com lambda.amazonaws.com", ""], [PASS]]);
  });

  test("that failed before their parameters were noted tell no resource, and are not held against the action", () => {
    const { used } = tallyOf([
      { action: SEND, resources: [] },
      { errorCode: "ThrottlingException", requestParameters: null },
    ]);
    expect(used.get(SEND)).toMatchObject({ count: 1, withoutResource: 0, vague: 0 });
  });

  test("are counted for sixty regions and a hundred accounts, and together for the rest", () => {
    const tally = newRoleTally();
    for (let index = 0; index < 130; index += 1) {
      const account = String(100_000_000_000 + index);
      const userIdentity = { type: "AssumedRole", arn: `arn:aws:sts::${account}:assumed-role/A/s`, accountId: account };
      addUse(tally, { action: SEND, resources: [QUEUE] }, callOf(recordOf({ awsRegion: `r-${index}`, userIdentity })), false);
    }
    const counted = tally.used.get(SEND);
    expect([counted?.regions.size, counted?.regions.get("*"), counted?.accounts.size, counted?.accounts.get("*")]).toEqual([
      61, 70, 101, 30,
    ]);
  });
});

describe("a call that would have given rights and gave none", () => {
  const info = catalogue.find("iam:AttachRolePolicy");
  const use = { action: asAction("iam:AttachRolePolicy"), resources: ["arn:aws:iam::111122223333:role/any"], ...(info ? { info } : {}) };
  const missing = { eventSource: "iam.amazonaws.com", eventName: "AttachRolePolicy", errorCode: "NoSuchEntityException" };

  test("is counted, and what it named is not: a role could keep rights over any other by calls that are sure to fail", () => {
    const { used } = tallyOf([use, missing]);
    expect(used.get(use.action)).toMatchObject({ count: 1, failed: 1, recorded: 1, withoutResource: 0 });
    expect(used.get(use.action)?.resources.counts.size).toBe(0);
  });

  test("is not one that takes rights away, nor one that came to something", () => {
    const named = (action: string, differing: object) => {
      const own = catalogue.find(action);
      const tally = tallyOf([
        { ...use, action: asAction(action), ...(own ? { info: own } : {}) },
        { ...missing, eventName: action.split(":")[1], ...differing },
      ]);
      return tally.used.get(asAction(action))?.resources.counts.size;
    };
    expect([named("iam:DetachRolePolicy", {}), named("iam:AttachRolePolicy", { errorCode: undefined })]).toEqual([1, 1]);
  });

  test.each([
    ["iam:DetachRolePolicy", true],
    ["iam:DeleteRole", true],
    ["iam:RemoveUserFromGroup", true],
    ["lambda:DisableReplication", true],
    ["iam:DeactivateMFADevice", true],
    ["ec2:DisassociateIamInstanceProfile", true],
    ["ec2:RevokeSecurityGroupIngress", true],
    ["iam:AttachRolePolicy", false],
    ["iam:PutRolePolicy", false],
    ["iam:UndeleteNothing", false],
  ])("%s takes rights away: %s", (action, expected) => {
    expect(takesRights(action)).toBe(expected);
  });
});

describe("what holds roles, such as a task definition", () => {
  const receivers = ["ecs-tasks.amazonaws.com"];
  const role = "arn:aws:iam::111122223333:role/f";
  const made = (name: string, resources = [role]) => ({ action: PASS, resources, receivers, holder: { name, isMade: true } });
  const held = (name: string) => ({ action: PASS, resources: [], receivers, holder: { name, isMade: false } });

  test("is known by what it was made with, also where that is no role, and calls that name it are those of the role's own", () => {
    const tally = tallyOf([made("ecs:a")], [made("ecs:b", [])], [held("ecs:a")], [held("ecs:a")], [held("ecs:b")], [held("ecs:other")]);
    expect([...tally.holders].map(([name, roles]) => [name, [...roles]])).toEqual([
      ["ecs:a", [[role, 1]]],
      ["ecs:b", [["", 1]]],
    ]);
    expect(callsOfOwnHolders(tally, "ecs-tasks.amazonaws.com")).toBe(3);
    expect(callsOfOwnHolders(tally, "lambda.amazonaws.com")).toBe(0);
    // Making a holder without a role hands nothing over.
    expect(tally.passed.get("ecs-tasks.amazonaws.com")?.count).toBe(5);
  });

  test("that was refused is not known", () => {
    const tally = tallyOf([made("ecs:a"), {}, true], [held("ecs:a"), {}, true]);
    expect([tally.holders.size, tally.heldIn.size]).toEqual([0, 0]);
  });

  test("what calls handed on is counted by action, and not where it was refused", () => {
    const policy = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    const use = { action: asAction("iam:AttachRolePolicy"), resources: [role], handedOn: policy };
    const tally = tallyOf([use], [use], [use, {}, true]);
    expect([...tally.handedOn].map(([action, counts]) => [action, [...counts]])).toEqual([["iam:AttachRolePolicy", [[policy, 2]]]]);
  });
});

describe("a role's calls", () => {
  test("are counted, with the first and the last, the denied ones, and where they came from", () => {
    const tally = newRoleTally();
    for (const [hour, denied] of [
      [5, false],
      [3, true],
      [9, false],
    ] as const) {
      const origin = originOf(recordOf({ eventTime: at(hour) }));
      addCall(tally, at(hour), { origin, denied, actions: [SEND] });
    }
    expect(tally).toMatchObject({ records: 3, deniedRecords: 1, first: at(3), last: at(9) });
    expect([...tally.origins.values()]).toMatchObject([
      { address: "198.51.100.7", calls: 3, denied: 1, used: new Map([[SEND, 2]]), refused: new Map([[SEND, 1]]) },
    ]);
  });

  test("that no table knows are counted by source and name", () => {
    const tally = newRoleTally();
    for (const eventName of ["One", "Two", "One"]) addUnresolved(tally, recordOf({ eventSource: "x.amazonaws.com", eventName }));
    expect([...tally.unresolved]).toEqual([
      ["x.amazonaws.com One", 2],
      ["x.amazonaws.com Two", 1],
    ]);
  });

  test("show other use, by the call that shows it: 500 resources of a kind at the most", () => {
    const tally = newRoleTally();
    const record = recordOf({ eventTime: at(4) });
    for (let index = 0; index < 501; index += 1) addTrace(tally, { kind: "touched", resource: `${QUEUE}${index}` }, record, "sqs:A");
    addTrace(tally, { kind: "touched", resource: `${QUEUE}0` }, record, "sqs:B");
    addTrace(tally, { kind: "named", resource: QUEUE }, record, "sqs:A");
    addTrace(tally, { kind: "used", actions: [SEND], resource: QUEUE }, record, "kms:Decrypt");
    addTrace(tally, { kind: "used", actions: [SEND] }, record, "kms:Decrypt");
    expect([tally.touched.size, [...(tally.touched.get(`${QUEUE}0`) ?? [])]]).toEqual([
      500,
      [
        ["sqs:A", 1],
        ["sqs:B", 1],
      ],
    ]);
    expect([...tally.named.keys()]).toEqual([QUEUE]);
    expect(tally.traced.get(SEND)).toMatchObject({
      count: 2,
      recorded: 0,
      first: at(4),
      withoutResource: 1,
      impliedBy: new Map([["kms:Decrypt", 2]]),
    });
  });
});

test("tallies of two parts of a log are merged into that of the whole", () => {
  const uses: readonly Counted[] = [
    [{ action: SEND, resources: [QUEUE] }, { eventTime: at(5) }],
    [
      { action: SEND, resources: [] },
      { eventTime: at(2), awsRegion: "us-east-1" },
    ],
    [{ action: SEND, resources: [QUEUE] }, { eventTime: at(8) }, true],
    [{ action: PASS, resources: [], receivers: ["x"], holder: { name: "ecs:a", isMade: false } }, { eventTime: at(7) }],
    [{ action: PASS, resources: [QUEUE], receivers: ["x"], holder: { name: "ecs:a", isMade: true } }, { eventTime: at(6) }],
    [{ action: SEND, resources: [QUEUE], impliedBy: "sqs:A", handedOn: "p" }, { eventTime: at(9) }],
  ];
  const whole = tallyOf(...uses);
  for (let cut = 0; cut <= uses.length; cut += 1) {
    const [one, other] = [tallyOf(...uses.slice(0, cut)), tallyOf(...uses.slice(cut))];
    mergeRoleTally(one, other);
    expect(one.used.get(SEND)).toEqual(whole.used.get(SEND));
    expect([one.denied, one.passed, one.holders, one.heldIn, one.handedOn]).toEqual([
      whole.denied,
      whole.passed,
      whole.holders,
      whole.heldIn,
      whole.handedOn,
    ]);
  }
});
