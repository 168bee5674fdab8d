import { describe, expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import { wantedActions } from "#core/evidence/wanted.ts";
import { originsOf } from "#core/usage/lineage.ts";
import { newRoleSlices, wholeRole } from "#core/usage/role-slices.ts";
import { createTally, mergeTallies } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { ROLE, rawRecord } from "../usage/records.ts";
import cases from "./lineage.cases.json" with { type: "json" };

const window = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };

interface Call {
  readonly source: string;
  readonly name: string;
  readonly request: unknown;
  readonly response?: unknown;
  readonly error?: string;
}

/** Each call in a tally of its own, as if another thread had read it. */
function wantedOf(calls: readonly Call[]) {
  const parts = calls.map(({ source, name, request, response = null, error }) => {
    const tally = createTally([ROLE], window);
    const differing = { eventSource: `${source}.amazonaws.com`, eventName: name, requestParameters: request, responseElements: response };
    tally.add(rawRecord({ ...differing, ...(error === undefined ? {} : { errorCode: error }) }), catalogue);
    return tally.snapshot();
  });
  const activity = activityOf(mergeTallies(parts), ROLE, { window }, catalogue);
  return wantedActions(activity, { trust: "{}", tags: {} }, catalogue).wanted;
}

describe("what the role makes is followed through its later calls", () => {
  test.each(cases)("$name", ({ calls, reversed, expect: expected }) => {
    const wanted = wantedOf(reversed ? calls.toReversed() : calls);
    const found = Object.keys(expected).map((action) => [action, wanted.find((want) => want.action === action)?.resources]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  test("what is done away with again and again is no one of those that the role makes: it stays by its own beginning", () => {
    const made = ["2026-11-07", "2026-11-14"].map((day) => ({
      source: "rds",
      name: "CreateDBSnapshot",
      request: { dBSnapshotIdentifier: `prod-${day}`, dBInstanceIdentifier: "prod" },
    }));
    const deleted = (times: number) =>
      [...Array<string>(times).fill("1"), "2", "3"].map((week) => ({
        source: "rds",
        name: "DeleteDBSnapshot",
        request: { dBSnapshotIdentifier: `prod-week-${week}` },
      }));
    const ofDeleting = (times: number) =>
      wantedOf([...made, ...deleted(times)]).find(({ action }) => action === "rds:DeleteDBSnapshot")?.resources;
    expect(ofDeleting(1)).toEqual(["arn:aws:rds:eu-west-1:111122223333:snapshot:prod-*"]);
    expect(ofDeleting(3)).toEqual(["arn:aws:rds:eu-west-1:111122223333:snapshot:prod-week-*"]);
  });

  test("the approver can be shown what is wider than what was seen, and why", () => {
    const made = ["2026-11-07", "2026-11-14"].map((day) => ({
      source: "rds",
      name: "CreateDBSnapshot",
      request: { dBSnapshotIdentifier: `prod-${day}`, dBInstanceIdentifier: "prod" },
    }));
    const [wanted] = wantedOf(made);
    expect(wanted?.evidence.widened).toEqual([
      { pattern: "arn:aws:rds:eu-west-1:111122223333:snapshot:prod-*", because: "made-by-role", from: 2 },
    ]);
  });

  test("more things than are noted: those that are not stand for their kind, in every order", () => {
    const groups = Array.from({ length: 10_500 }, (_, n) => `sg-${n.toString(16).padStart(17, "0")}`);
    const calls = groups.map((groupId) =>
      rawRecord({
        eventSource: "ec2.amazonaws.com",
        eventName: "CreateSecurityGroup",
        requestParameters: { groupName: "tmp", vpcId: "vpc-0aaaaaaaaaaaaaaaa" },
        responseElements: { groupId },
      }),
    );
    for (const ordered of [calls, calls.toReversed()]) {
      const tally = createTally([ROLE], window);
      for (const call of ordered) tally.add(call, catalogue);
      const { made } = wholeRole(mergeTallies([tally.snapshot()]).roles.values().next().value ?? newRoleSlices());
      expect(made.size).toBeLessThanOrEqual(10_000);
      const originOf = originsOf(made);
      expect(groups.filter((id) => originOf(`arn:aws:ec2:eu-west-1:111122223333:security-group/${id}`, 1).made !== "new")).toEqual([]);
      expect(originOf("arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-0aaaaaaaaaaaaaaaa", 1)).toEqual({});
    }
  });
});
