import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, sha256Hex } from "#core/review/hash.ts";
import { runs } from "#test/runs.ts";

/** The same, one piece at a time, as the README of a format would put it. */
function slowly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(slowly).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${slowly(member)}`).join(",")}}`;
}

/** Names as members have them, numbers, and what JavaScript gives a meaning of its own. */
const key = fc.oneof(fc.constantFrom("a", "b", "action", "10", "9", "0", "01", "-1", "__proto__", "constructor", "é", ""), fc.string());
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, -1.5, "text", "\u2028 \ud800"),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 5 }).map((members) => JSON.parse(textOf(new Map(members)))),
  ),
}));

function textOf(members: ReadonlyMap<string, unknown>): string {
  return `{${[...members].map(([name, member]) => `${JSON.stringify(name)}:${JSON.stringify(member)}`).join()}}`;
}

describe("canonical JSON", () => {
  test("has the members of each object in the order of their names, whatever these are", () => {
    fc.assert(
      fc.property(value, (any) => {
        expect(canonicalJson(any)).toBe(slowly(any));
        expect(JSON.parse(canonicalJson(any))).toEqual(any);
      }),
      runs(20_000),
    );
  });

  test("is the same in whatever order the members were written", () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: { 9: "x", 10: "y" } })).toBe('{"a":{"10":"y","9":"x"},"b":[{"c":2,"d":1}]}');
    expect(canonicalJson({ a: { 10: "y", 9: "x" }, b: [{ c: 2, d: 1 }] })).toBe('{"a":{"10":"y","9":"x"},"b":[{"c":2,"d":1}]}');
  });

  test("leaves out members without a value, and writes null in a list", () => {
    expect(canonicalJson({ b: undefined, a: [undefined, { 1: undefined, c: 1 }] })).toBe('{"a":[null,{"c":1}]}');
    expect(canonicalJson({ b: undefined, a: [undefined, { c: 1, b: undefined }] })).toBe('{"a":[null,{"c":1}]}');
  });

  test("changes nothing in what it is given", () => {
    const given = Object.freeze({ b: Object.freeze([Object.freeze({ d: 1, c: 2 })]), a: 1 });
    expect(canonicalJson(given)).toBe('{"a":1,"b":[{"c":2,"d":1}]}');
    expect(Object.keys(given)).toEqual(["b", "a"]);
  });
});

describe("the hash of a text", () => {
  test.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    ["abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"],
  ])("of %j is the standard's (FIPS 180-4, examples)", (text, expected) => {
    expect(sha256Hex(text)).toBe(expected);
  });

  test("is WebCrypto's of its UTF-8 bytes, whatever the text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.nat(3), async (text, times) => {
        const long = text.repeat(1 + times * 1_000);
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(long)));
        expect(sha256Hex(long)).toBe([...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
      }),
      runs(500),
    );
  });

  test("takes half of a surrogate pair as the sign that stands for what is no text", () => {
    expect(sha256Hex("a\ud800b")).toBe(sha256Hex("a\ufffdb"));
  });
});
