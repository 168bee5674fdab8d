import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { yaml } from "#core/review/change/emit/yaml.ts";

describe("YAML reads the very value", () => {
  test.each<[string, unknown]>([
    ["a list of lists", { a: [["b", "c"], [["d"]], []] }],
    ["records in a list, each of several members", { a: [{ b: "1", c: { d: "2" } }, { b: "3" }] }],
    ["a list in a record in a list", { a: [{ b: ["1", "2"], c: "3" }] }],
    ["empty lists and records, alone and in a list", { a: [], b: {}, c: [[], {}], d: { e: [], f: {} } }],
    [
      "numbers, true, false and null, and texts that look like them",
      { a: [1, -0.5, true, false, null], b: ["1", "true", "null", "~", "no", ""] },
    ],
    [
      "texts that begin or end as YAML's own signs do",
      { a: ["- b", "c: d", "# e", " f ", "&g", "*h", "!i", "|", ">", "%j", "@k", "`l", "{m}", "[n]"] },
    ],
    ["quotes, ends of lines and signs that are not seen", { a: ["'\"\\", "b\nc\r\n", "\u0085\u2028\u{1f600}\u{e0001}"] }],
    ["names of other signs than letters and digits", { "aws:RequestedRegion": "a", "a b": "b", "1a": "c", "": "d", "#e": "f", "-": "g" }],
    ["a text alone", "a: b"],
    ["a list alone", ["a", { b: "c" }]],
  ])("%s", (_, value) => {
    expect(parse(yaml(value))).toEqual(value);
  });

  test("as a member of something further out", () => {
    expect(parse(`Resources:\n${yaml({ A: { B: ["c", { d: [] }] } }, 2)}\nOutputs: none\n`)).toEqual({
      Resources: { A: { B: ["c", { d: [] }] } },
      Outputs: "none",
    });
  });
});

test("names of letters and digits stand bare, others in quotes", () => {
  expect(yaml({ Version: "2012-10-17", "aws:x": ["a"] })).toBe('Version: "2012-10-17"\n"aws:x":\n  - "a"');
});
