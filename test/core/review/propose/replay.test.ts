import { describe, expect, test } from "vitest";
import type { Wanted } from "#core/evidence/wanted.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { tryCalls } from "#core/review/propose/replay.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction } from "#test/names.ts";

const GET = asAction("s3:GetObject");
const [A, B] = ["arn:aws:s3:::reports/a", "arn:aws:s3:::reports/b"];
const allow = (Resource: string | readonly string[], more: object = {}) =>
  parsePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: GET, Resource, ...more } }, "the test's policy");
const overTls = { Condition: { Bool: { "aws:SecureTransport": "true" } } };

const seen = { action: GET, regions: [], accounts: [], via: [] };
const named = {
  ...seen,
  count: 5,
  resources: [
    { arn: A, count: 3 },
    { arn: B, count: 2 },
  ],
  withoutResource: 0,
};
const unnamed = { ...seen, count: 4, resources: [], withoutResource: 4 };
const wanted: readonly Wanted[] = [
  { action: GET, resources: [A, B], evidence: { kind: "seen", because: { id: "generated" }, proven: true } },
];

function tried(entry: typeof named | typeof unnamed, before: ReturnType<typeof allow>, after: ReturnType<typeof allow>) {
  return tryCalls([entry], wanted, { before: [before], after: [after] }, catalogue);
}

describe("calls on names that are known", () => {
  test.each([
    ["all that were allowed still are", allow("*"), allow([A, B]), 5, []],
    ["those on a name that is left out are denied", allow("*"), allow(B), 2, [A]],
    ["what was allowed for sure, and is under a condition now, counts as denied", allow("*"), allow("*", overTls), 0, [A, B]],
    ["what was under the condition before is no worse", allow("*", overTls), allow("*", overTls), 5, []],
    ["what was not allowed before is another policy's matter", allow(B), allow(B), 5, []],
  ])("%s", (_, before, after, allowed, denied) => {
    const found = tried(named, before, after);
    expect(found).toMatchObject({ calls: 5, allowed });
    expect(found.wouldDeny.map(({ resource }) => resource)).toEqual(denied);
  });

  test("are not held against names that other calls were on", () => {
    const onOne = { ...named, count: 3, resources: [{ arn: A, count: 3 }] };
    expect(tried(onOne, allow("*"), allow(A))).toEqual({ calls: 3, allowed: 3, wouldDeny: [] });
  });

  test("one call on two names that are both denied is one call", () => {
    const both = { ...named, count: 1, resources: named.resources.map(({ arn }) => ({ arn, count: 1 })) };
    expect(tried(both, allow("*"), allow("arn:aws:s3:::other/*"))).toMatchObject({ calls: 1, allowed: 0 });
  });
});

describe("calls on what no record names", () => {
  test.each([
    ["are allowed where all is that they may have been on", allow("*"), allow([A, B]), 4],
    ["are denied where one of the names is left out on which they may have been", allow("*"), allow(B), 0],
    ["are another policy's matter where they were not allowed before", allow(B), allow(B), 4],
  ])("%s", (_, before, after, allowed) => {
    const found = tried(unnamed, before, after);
    expect(found).toMatchObject({ calls: 4, allowed });
    expect(found.wouldDeny).toEqual(allowed === 4 ? [] : [{ action: GET, resource: `${A} ${B}`, count: 4 }]);
  });

  test("are one call where the evidence names the action and counts nothing", () => {
    const reported = { ...seen, resources: [], withoutResource: 0 };
    const calls = (after: ReturnType<typeof allow>) => tryCalls([reported], wanted, { before: [allow("*")], after: [after] }, catalogue);
    expect(calls(allow("*"))).toEqual({ calls: 1, allowed: 1, wouldDeny: [] });
    expect(calls(allow(B))).toMatchObject({ calls: 1, allowed: 0, wouldDeny: [{ count: 1 }] });
  });
});

describe("a call that needs a second permission", () => {
  const MAKE = asAction("iam:CreateRole");
  const TAG = asAction("iam:TagRole");
  const role = "arn:aws:iam::111122223333:role/worker";
  const makes = { ...seen, action: MAKE, count: 3, resources: [{ arn: role, count: 3 }], withoutResource: 0 };
  const tags = { ...makes, action: TAG, count: 2, resources: [{ arn: role, count: 2 }], impliedBy: [MAKE] };
  const ofActions = (...Action: readonly string[]) =>
    parsePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", Action, Resource: "*" } }, "the test's policy");

  test.each([
    ["both stay", [MAKE, TAG], 3],
    ["the second goes", [MAKE], 1],
    ["its own goes", [TAG], 0],
    ["both go", ["iam:GetRole"], 0],
  ])("is one call: %s", (_, actions, allowed) => {
    const policies = { before: [ofActions("*")], after: [ofActions(...actions)] };
    expect(tryCalls([makes, tags], [], policies, catalogue)).toMatchObject({ calls: 3, allowed });
  });

  test("is one call beside those of other actions too", () => {
    const policies = { before: [ofActions("*")], after: [ofActions(GET)] };
    const other = { ...makes, action: GET, count: 5, resources: [{ arn: A, count: 5 }] };
    expect(tryCalls([other, makes, tags], [], policies, catalogue)).toMatchObject({ calls: 8, allowed: 5 });
  });

  test("is denied all the same where the log does not hold what implies it", () => {
    const policies = { before: [ofActions("*")], after: [ofActions(MAKE, GET)] };
    const other = { ...makes, action: GET, count: 5, resources: [{ arn: A, count: 5 }] };
    expect(tryCalls([other, tags], [], policies, catalogue)).toMatchObject({ calls: 5, allowed: 3 });
  });
});
