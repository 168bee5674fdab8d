import { describe, expect, test } from "vitest";
import { isSameOrigin, MOST_BODY_BYTES, readForm } from "#core/web/form.ts";

const bodyOf = (...fields: readonly (readonly [string, string])[]) =>
  new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
const whole = [
  ["token", "t"],
  ["verdict", "reject"],
  ["comment", " no \n"],
] as const;

describe("the form of a decision", () => {
  test("is read with its comment trimmed, each question that it showed and each box that was ticked", () => {
    const asked = [
      ["asked", "s3/a"],
      ["asked", "s3/b"],
      ["keep", "s3/b"],
    ] as const;
    expect(readForm(bodyOf(...whole, ...asked))).toEqual({
      token: "t",
      verdict: "reject",
      comment: "no",
      asked: ["s3/a", "s3/b"],
      keep: ["s3/b"],
    });
  });

  test.each<[string, string, boolean]>([
    ["without a comment", bodyOf(["token", "t"], ["verdict", "approve"]), true],
    ["with a comment of 1,000 characters", bodyOf(...whole.slice(0, 2), ["comment", "x".repeat(1_000)]), true],
    ["with one of 1,001", bodyOf(...whole.slice(0, 2), ["comment", "x".repeat(1_001)]), false],
    ["with spaces around 1,000 characters", bodyOf(...whole.slice(0, 2), ["comment", ` ${"x".repeat(1_000)} `]), true],
    ["with a token of 256 characters", bodyOf(["token", "t".repeat(256)], ["verdict", "approve"]), true],
    ["with one of 257", bodyOf(["token", "t".repeat(257)], ["verdict", "approve"]), false],
    ["with a question of 1,001 characters", bodyOf(...whole, ["asked", "q".repeat(1_001)]), false],
    ["without a token", bodyOf(["verdict", "approve"]), false],
    ["without a verdict", bodyOf(["token", "t"]), false],
    ["with another verdict", bodyOf(["token", "t"], ["verdict", "approved"]), false],
    ["that is empty", "", false],
  ])("%s: is one: %s", (_, body, isOne) => {
    expect(readForm(body) !== undefined).toBe(isOne);
  });

  test("says nothing in a comment of spaces", () => {
    expect(readForm(bodyOf(["token", "t"], ["verdict", "reject"], ["comment", " \n\t "]))?.comment).toBe("");
  });

  test("has 16 KB at most: the longest comment in any script, and the answers to dozens of questions", () => {
    expect(MOST_BODY_BYTES).toBe(16_384);
  });
});

describe("a request of our own page", () => {
  const PAGE = "https://page.example/stage";
  test.each<[string, Readonly<Record<string, string>>, boolean]>([
    ["says that its site is the same origin", { "sec-fetch-site": "same-origin" }, true],
    ["says so, and its origin is not told", { "sec-fetch-site": "same-origin", origin: "null" }, true],
    ["not one of another host of the same site", { "sec-fetch-site": "same-site" }, false],
    ["not one of another site", { "sec-fetch-site": "cross-site" }, false],
    ["not one that somebody typed or that a program opened", { "sec-fetch-site": "none" }, false],
    ["not one of another site that names our origin", { "sec-fetch-site": "cross-site", origin: "https://page.example" }, false],
    ["names our origin, where the browser knows no sites", { origin: "https://page.example" }, true],
    ["not one that hides its origin there", { origin: "null" }, false],
    ["not one of another origin there", { origin: "https://evil.example" }, false],
    ["not one of our host by another scheme", { origin: "http://page.example" }, false],
    ["comes from no browser, and still needs the form's token", {}, true],
  ])("%s", (_, headers, isOurs) => {
    expect(isSameOrigin(new Headers(headers), PAGE)).toBe(isOurs);
  });
});
