import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { bothConditions, conditionsImply } from "#core/policy/conditions.ts";

const Conditions = v.record(v.string(), v.record(v.string(), v.array(v.string())));
const Cases = v.array(
  v.object({ name: v.string(), granted: Conditions, needed: Conditions, joined: v.union([v.literal("contradictory"), Conditions]) }),
);
const cases = v.parse(Cases, JSON.parse(readFileSync(new URL("joined-conditions.cases.json", import.meta.url), "utf8")));

describe("a granted condition joined with a needed one", () => {
  test.each(cases)("$name", ({ granted, needed, joined }) => {
    expect(bothConditions(granted, needed)).toEqual(
      joined === "contradictory" ? { contradictory: true } : { contradictory: false, conditions: joined },
    );
    if (joined !== "contradictory") expect(conditionsImply(joined, granted)).toBe(true);
  });

  test("an equal value does not imply what holds for other values alone", () => {
    const equals = { StringEquals: { "s3:prefix": ["home/"] } };
    expect(conditionsImply(equals, { StringLike: { "s3:prefix": ["home/*"] } })).toBe(true);
    expect(conditionsImply(equals, { StringLike: { "s3:prefix": ["work/*"] } })).toBe(false);
    expect(conditionsImply(equals, { "ForAllValues:StringLike": { "s3:prefix": ["home/*"] } })).toBe(false);
  });
});
