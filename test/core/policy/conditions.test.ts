import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { conditionsHold, conditionsImply } from "#core/policy/conditions.ts";

const Cases = v.array(
  v.strictObject({
    operator: v.string(),
    wanted: v.array(v.string()),
    found: v.array(v.string()),
    holds: v.picklist(["yes", "no", "unknown"]),
  }),
);
const cases = v.parse(Cases, JSON.parse(readFileSync(new URL("conditions.cases.json", import.meta.url), "utf8")));

describe("a condition on one key (IAM User Guide, Condition operators)", () => {
  test.each(cases)("$operator $wanted, where the request has $found: $holds", ({ operator, wanted, found, holds }) => {
    expect(conditionsHold({ [operator]: { "aws:key": wanted } }, { "AWS:Key": found })).toBe(holds);
  });

  test("is unknown where nothing is known of the key", () => {
    expect(conditionsHold({ StringEquals: { "aws:key": ["a"] } }, {})).toBe("unknown");
  });
});

describe("several conditions", () => {
  const both = { StringEquals: { "aws:one": ["a"], "aws:two": ["a"] } };

  test.each([
    ["all must hold", { "aws:one": ["a"], "aws:two": ["a"] }, "yes"],
    ["one that does not decides", { "aws:one": ["a"], "aws:two": ["b"] }, "no"],
    ["one that does not decides, whatever is unknown", { "aws:two": ["b"] }, "no"],
    ["one that is unknown leaves the rest open", { "aws:one": ["a"] }, "unknown"],
  ] as const)("%s", (_, context, truth) => {
    expect(conditionsHold(both, context)).toBe(truth);
  });
});

describe("one condition implies another", () => {
  const on = (operator: string, ...values: string[]) => ({ [operator]: { "aws:key": values } });

  test.each([
    ["fewer alternatives are stricter", on("StringEquals", "a"), on("StringEquals", "a", "b"), true],
    ["more alternatives are looser", on("StringEquals", "a", "b"), on("StringEquals", "a"), false],
    ["more exclusions are stricter", on("StringNotEquals", "a", "b"), on("StringNotEquals", "a"), true],
    ["fewer exclusions are looser", on("StringNotEquals", "a"), on("StringNotEquals", "a", "b"), false],
    ["more excluded addresses are stricter", on("NotIpAddress", "10.0.0.0/8", "10.1.0.0/16"), on("NotIpAddress", "10.0.0.0/8"), true],
    ["fewer excluded addresses are looser", on("NotIpAddress", "10.0.0.0/8"), on("NotIpAddress", "10.0.0.0/8", "192.0.2.0/24"), false],
    ["numbers and dates are alternatives too", on("NumericLessThan", "5"), on("NumericLessThan", "5", "9"), true],
    ["a value that is wanted says that the key is there", on("StringEquals", "a"), on("Null", "false"), true],
    ["a value that is wanted contradicts that the key is not there", on("StringEquals", "a"), on("Null", "true"), false],
    ["a value that is wanted implies what holds of it", on("StringEquals", "team-a"), on("StringLike", "team-*"), true],
    ["of two values that are wanted, both must be fit", on("StringEquals", "team-a", "b"), on("StringLike", "team-*"), false],
    ["a value implies nothing of a set of values", on("StringEquals", "a"), on("ForAnyValue:StringLike", "a"), false],
    ["another operator says something else", on("StringLike", "a"), on("StringEquals", "a"), false],
    ["no condition implies none of any", undefined, on("StringEquals", "a"), false],
    ["any condition implies that there is none", on("StringEquals", "a"), undefined, true],
  ])("%s", (_, stricter, looser, expected) => {
    expect(conditionsImply(stricter, looser)).toBe(expected);
  });
});
