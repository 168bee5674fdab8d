import { describe, expect, test } from "vitest";
import { wantedOf } from "./iam-calls.ts";

const LAMBDA = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

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

  test("may attach any where it attached one at last that nothing foretold, beside another that was", () => {
    const attach = (policy: string, day: string) => ({ name: "AttachRolePolicy", on: "app", policy, day });
    const other = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    const conditions = (...calls: Parameters<typeof wantedOf>[0]) => wantedOf(calls)("iam:AttachRolePolicy")?.conditions;
    expect(conditions(attach(LAMBDA, "02"), attach(LAMBDA, "28"), attach(other, "29"))).toBeUndefined();
    expect(conditions(attach(LAMBDA, "02"), attach(other, "03"), attach(LAMBDA, "28"), attach(other, "29"))).toEqual({
      ArnLike: { "iam:PolicyARN": [other, LAMBDA] },
    });
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
