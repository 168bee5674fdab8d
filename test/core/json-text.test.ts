import fc from "fast-check";
import { expect, test } from "vitest";
import { seenJson } from "#core/json-text.ts";

test("JSON keeps its value, and holds no sign below U+10000 that cannot be seen", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = seenJson(JSON.stringify({ [text]: text }));
      expect(JSON.parse(json)).toEqual({ [text]: text });
      expect(json.replace(/[\u{10000}-\u{10ffff}]/gu, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});
