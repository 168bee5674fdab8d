import { describe, expect, test } from "vitest";
import { comparableAddress, mayBeOneAddress } from "#core/review/approval/sign-in/address.ts";

describe("an address is held against those that may decide", () => {
  test.each([
    ["Ann@Example.COM", "ann@example.com"],
    // Unicode's folding would make a k of the Kelvin sign, and letters of the full width those of a keyboard.
    ["\u212aim@example.com", "\u212aim@example.com"],
    ["\uff4bim@example.com", "\uff4bim@example.com"],
    ["\u00c4nn@example.com", "\u00c4nn@example.com"],
  ])("with its ASCII letters in lower case, and all else as it came: %s", (address, expected) => {
    expect(comparableAddress(address)).toBe(expected);
  });
});

describe("two addresses may be one person's", () => {
  test.each([
    ["kim@example.com", "kim@example.com", true],
    ["KIM@example.com", "kim@Example.com", true],
    ["\u212aim@example.com", "kim@example.com", true],
    ["\uff4bim@example.com", "kim@example.com", true],
    ["\u00c4nn@example.com", "a\u0308nn@example.com", true],
    ["kim@example.com", "kim@example.org", false],
    ["kim@example.com", "kimi@example.com", false],
  ])("where letters look or fold alike: %s and %s: %s", (one, other, may) => {
    expect([mayBeOneAddress(one, other), mayBeOneAddress(other, one)]).toEqual([may, may]);
  });
});
