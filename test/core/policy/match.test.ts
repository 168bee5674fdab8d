import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { hasVariable, intersectPatterns, isFixed, matches, mayMatch, patternCovers, patternsMeet } from "#core/policy/match.ts";

const Case = v.strictObject({ name: v.string(), pattern: v.string(), matches: v.array(v.string()), not: v.array(v.string()) });
const cases = v.parse(v.array(Case), JSON.parse(readFileSync(new URL("match.cases.json", import.meta.url), "utf8")));

describe("a pattern matches a text (IAM User Guide, wildcards and policy variables):", () => {
  test.each(cases)("$name", ({ pattern, matches: matched, not }) => {
    expect([matched, not].map((texts) => texts.filter((text) => matches(pattern, text)))).toEqual([matched, []]);
  });

  test("for some value of its variables it may", () => {
    const home = `home/${"$"}{aws:username}/*`;
    expect(["home/ann/x", "home/a/b/c", "home//"].filter((text) => mayMatch(home, text))).toHaveLength(3);
    expect(["home/ann", "houses/ann/x"].filter((text) => mayMatch(home, text))).toEqual([]);
    expect([hasVariable(home), hasVariable(`a${"$"}{*}`), hasVariable("a*")]).toEqual([true, false, false]);
  });

  test("and one without wildcards or variables is fixed", () => {
    expect(["a", "a*", "a?", `a${"$"}{x}`].map(isFixed)).toEqual([true, false, false, false]);
  });
});

describe("of two patterns,", () => {
  test.each([
    ["a*", "ab*", true],
    ["ab*", "a*", false],
    ["a?", "ab", true],
    ["a?", "a*", false],
    ["a?", "a?", true],
    ["a*", "a?", true],
    ["a?c", "abc", true],
    [`a${"$"}{*}*`, "a*b", false],
    ["*", `${"$"}{aws:username}`, true],
    ["?", `${"$"}{aws:username}`, false],
    [`${"$"}{aws:username}*`, `${"$"}{aws:username}/x`, true],
    [`${"$"}{aws:userid}*`, `${"$"}{aws:username}/x`, false],
  ])("%s covers %s: %s", (wide, narrow, expected) => {
    expect(patternCovers(wide, narrow)).toBe(expected);
  });

  test.each([
    ["a*", "*b", true],
    ["a*", "b*", false],
    ["a?", "?b", true],
    ["a?", "abc", false],
    ["a", "ab", false],
    ["a*", "a", true],
    [`home/${"$"}{aws:username}`, "home/ann", true],
    [`home/${"$"}{aws:username}`, "houses/ann", false],
  ])("%s and %s have a text in common: %s", (one, other, expected) => {
    expect([patternsMeet(one, other), patternsMeet(other, one)]).toEqual([expected, expected]);
  });

  test.each([
    ["a*", "*b", ["a*b"]],
    ["a?c", "ab*", ["abc"]],
    ["a*", "b*", []],
    ["a*", "ab", ["ab"]],
    ["?a*", "b*", ["ba*"]],
    [`a/${"$"}{aws:username}*`, "a/x*", []],
    // What is text in both is no variable where they are put together, nor a wildcard.
    [`a/${"$"}{$}{aws:userid}/*`, "*/x", [`a/${"$"}{$}{aws:userid}/*/x`, `a/${"$"}{$}{aws:userid}/x`]],
    [`a${"$"}{b*`, "*c}", [`a${"$"}{$}{b*c}`]],
    ["a/literal ?*", "*/literal ?b", ["a/literal ?*/literal ?b", "a/literal /literal ?b", "a/literal ?b"]],
    [`a/${"$"}{*}*`, "*b", [`a/${"$"}{*}*b`]],
  ])("%s and %s match together %j", (one, other, expected) => {
    expect(intersectPatterns(one, other)).toEqual(expected);
  });

  test("what takes too many patterns to write is written in part, each of which both match", () => {
    const [one, other] = ["*a*b*c*d*e*", "*f*g*h*i*j*"];
    const parts = intersectPatterns(one, other);
    expect(parts.length).toBeLessThanOrEqual(16);
    expect(parts.filter((part) => !patternCovers(one, part) || !patternCovers(other, part))).toEqual([]);
    expect(parts.length).toBeGreaterThan(1);
  });
});
