import { describe, expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import { wantedActions } from "#core/evidence/wanted.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { ROLE, rawRecord } from "../usage/records.ts";

const WINDOW = { from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" };
const LAMBDA = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const DENY_ALL = "arn:aws:iam::aws:policy/AWSDenyAll";

interface Call {
  readonly name: string;
  readonly on: string;
  readonly policy?: string;
  readonly day?: string;
}

function wantedOf(calls: readonly Call[]) {
  const tally = createTally([ROLE], WINDOW);
  for (const { name, on, policy, day = "07" } of calls) {
    const parameter = name.includes("Role") ? "roleName" : "userName";
    tally.add(
      rawRecord({
        eventSource: "iam.amazonaws.com",
        eventName: name,
        eventTime: `2026-03-${day}T10:00:00Z`,
        requestParameters: { [parameter]: on, ...(policy === undefined ? {} : { policyArn: policy }) },
      }),
      catalogue,
    );
  }
  const { wanted } = wantedActions(activityOf(tally.snapshot(), ROLE, { window: WINDOW }, catalogue), { trust: "{}", tags: {} }, catalogue);
  return (action: string) => wanted.find((want) => want.action === action);
}

describe("a role that attaches policies", () => {
  test("need not attach any others", () => {
    const find = wantedOf([{ name: "AttachRolePolicy", on: "app", policy: LAMBDA }]);
    expect(find("iam:AttachRolePolicy")?.conditions).toEqual({ ArnLike: { "iam:PolicyARN": [LAMBDA] } });
  });

  test("may attach tomorrow's policy of a name that varies", () => {
    const policy = (run: string) => `arn:aws:iam::111122223333:policy/preview-pr-${run}`;
    const find = wantedOf(["02", "03", "04", "28"].map((day) => ({ name: "AttachRolePolicy", on: "app", policy: policy(day), day })));
    expect(find("iam:AttachRolePolicy")?.conditions).toEqual({ ArnLike: { "iam:PolicyARN": [policy("*")] } });
  });

  test("may attach any where it attached one at last that nothing before foretold", () => {
    const find = wantedOf([
      { name: "AttachRolePolicy", on: "app", policy: LAMBDA, day: "02" },
      { name: "AttachRolePolicy", on: "app", policy: "arn:aws:iam::aws:policy/ReadOnlyAccess", day: "29" },
    ]);
    expect(find("iam:AttachRolePolicy")?.conditions).toBeUndefined();
  });

  test("may attach any where it attached more policies than a condition is good for", () => {
    const attach = (count: number) => {
      const word = (index: number) => String.fromCharCode(97 + index).repeat(3);
      const policies = Array.from({ length: count }, (_, index) => `arn:aws:iam::aws:policy/${word(index)}`);
      const find = wantedOf(policies.map((policy) => ({ name: "AttachRolePolicy", on: "app", policy })));
      return find("iam:AttachRolePolicy")?.conditions?.ArnLike?.["iam:PolicyARN"]?.length;
    };
    expect([attach(20), attach(21)]).toEqual([20, undefined]);
  });

  test("may attach any where a call does not tell which", () => {
    const find = wantedOf([
      { name: "AttachRolePolicy", on: "app", policy: LAMBDA },
      { name: "AttachRolePolicy", on: "app" },
    ]);
    expect(find("iam:AttachRolePolicy")?.conditions).toBeUndefined();
  });
});

describe("a role that locks users", () => {
  const users = ["ann", "bo.li", "cy"];
  const lock = (policy: string) =>
    users.flatMap((on) => [
      { name: "AttachUserPolicy", on, policy },
      { name: "UpdateAccessKey", on },
    ]);
  const any = ["arn:aws:iam::111122223333:user/*"];

  test("may lock any other, with that policy alone, and do with it what it did with those", () => {
    const find = wantedOf(lock(DENY_ALL));
    expect(find("iam:AttachUserPolicy")).toMatchObject({ resources: any, conditions: { ArnLike: { "iam:PolicyARN": [DENY_ALL] } } });
    expect(find("iam:UpdateAccessKey")).toMatchObject({ resources: any, evidence: { widened: [{ because: "new-each-time", from: 3 }] } });
  });

  test("may do nothing more to a user that it did not lock", () => {
    const find = wantedOf([...lock(DENY_ALL), { name: "UpdateAccessKey", on: "robot" }]);
    expect(find("iam:UpdateAccessKey")?.resources).not.toEqual(any);
  });

  test("is not taken for one where its policy gives rights", () => {
    const find = wantedOf(lock("arn:aws:iam::aws:policy/ReadOnlyAccess"));
    expect(find("iam:AttachUserPolicy")?.resources).not.toEqual(any);
  });
});
