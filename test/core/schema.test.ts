import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { counts, texts } from "#core/schema.ts";

const pathOf = (schema: v.GenericSchema, value: unknown) => {
  const result = v.safeParse(v.object({ all: schema }), { all: value });
  return result.success ? "taken" : v.getDotPath(result.issues[0]);
};

describe("a list of many", () => {
  test.each([
    ["texts", texts, ["s3:GetObject", ""]],
    ["no texts", texts, []],
    ["numbers", counts, [0, 3]],
  ])("of %s is taken as it is", (_, schema, value) => {
    expect(v.parse(schema, value)).toBe(value);
  });

  test.each([
    ["a number among texts", texts, ["a", 1, "b"], "all.1"],
    ["no value among texts", texts, ["a", undefined], "all.1"],
    ["a text among numbers", counts, [1, 2, "3"], "all.2"],
    ["a number that JSON does not have", counts, [Number.POSITIVE_INFINITY], "all.0"],
    ["a text in place of a list", texts, "s3:GetObject", "all"],
    ["an object with numbers as names", texts, { 0: "a", length: 1 }, "all"],
  ])("is refused at %s", (_, schema, value, path) => {
    expect(pathOf(schema, value)).toBe(path);
  });
});
