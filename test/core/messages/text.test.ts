import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clipped, instantText, plain, subjectLine, verbatimLine, verbatimLines, wrap } from "#core/messages/text.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import { hostileText } from "./hostile.ts";

describe("plain", () => {
  test.each([
    ["a\r\nBcc: b", "a Bcc: b"],
    ["https://evil.example/x", "https:/ /evil[.]example/x"],
    ["aws-cli/2.15.0 Python/3.11", "aws-cli/2.15.0 Python/3.11"],
    ["WWW.e...", "WWW[.]e..."],
    ["www.1a", "www[.]1a"],
    ["10.0.0.7", "10.0.0.7"],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/*"],
    ["It ends. So it does.", "It ends. So it does."],
    ["\u202egnp.exe\u0000", "gnp[.]exe"],
    ["<b>", "<b>"],
  ])("%j reads %j", (given, expected) => {
    expect(plain(given)).toBe(expected);
  });

  test("once is enough", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(plain(plain(text))).toBe(plain(text));
      }),
    );
  });
});

describe("lines", () => {
  test("hold 72 characters, and every word in its order", () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(0, 10), (text, indent) => {
        const lines = wrap(plain(text), indent).split("\n");
        expect(lines.filter((line) => line.length > 72 || !line.startsWith(" ".repeat(indent)))).toEqual([]);
        expect(
          lines
            .map((line) => line.slice(indent))
            .join("")
            .replaceAll(" ", ""),
        ).toBe(plain(text).replaceAll(" ", ""));
      }),
    );
  });

  test("a subject is one line of at most 100 ASCII characters", () => {
    expect(subjectLine(`Größe ${"x".repeat(200)}`)).toBe(`Gr??e ${"x".repeat(91)}...`);
  });

  test("a text to paste keeps its lines and loses what cannot be seen", () => {
    expect(verbatimLine("a\nb")).toBe("a b");
    expect(verbatimLines("a:\n  - b\u202e\u0007 c")).toBe("a:\n  - b   c");
  });
});

describe("words for numbers", () => {
  test.each([
    [thousands(0), "0"],
    [thousands(1234567), "1,234,567"],
    [counted(1, "call"), "1 call"],
    [counted(1086, "call"), "1,086 calls"],
    [instantText("2026-11-24T16:00:30.123Z"), "2026-11-24 16:00 UTC"],
    [someOf(["a", "b"], 2), "a, b"],
    [someOf(["a", "b", "c"], 2), "a, b and 1 more"],
    [clipped("abcdef", 6), "abcdef"],
    [clipped("abcdefg", 6), "abc..."],
  ])("%s", (given, expected) => {
    expect(given).toBe(expected);
  });
});
