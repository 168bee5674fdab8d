import fc from "fast-check";
import { expect, test } from "vitest";
import { seenJson, seenText } from "#core/json-text.ts";

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

test("a sign that hides beyond U+FFFF is written as JSON writes it, and as YAML and HCL do", () => {
  const json = JSON.stringify("a\u{e0041}\u009b");
  expect([seenJson(json), seenText(json)]).toEqual([String.raw`"a\udb40\udc41\u009b"`, String.raw`"a\U000e0041\u009b"`]);
});

test("JSON keeps its value, and holds no sign that cannot be seen", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = seenJson(JSON.stringify({ [text]: text }));
      expect(JSON.parse(json)).toEqual({ [text]: text });
      expect(json).not.toMatch(UNSEEN);
    }),
  );
});
