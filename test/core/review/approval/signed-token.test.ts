import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import { MOST_CHARACTERS, openToken, signToken } from "#core/review/approval/signed-token.ts";

const signer = processSigner();

describe("a signed value", () => {
  test("comes back as it was, in an address that holds letters, digits, dashes and underscores alone", async () => {
    const value = ["Zoë", "\ud800", "字", { a: 1 }, "?>~"];
    const token = await signToken(signer, "review", value);
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(await openToken(signer, "review", token)).toEqual(value);
  });

  test.each([
    ["something more behind it", (token: string) => `${token}.`],
    ["a third part", (token: string) => `${token}.x`],
    ["no signature", (token: string) => `${token.split(".")[0]}.`],
    ["no dot", (token: string) => token.replace(".", "")],
    ["padding", (token: string) => token.replace(".", "=.")],
    ["nothing of it", () => ""],
  ])("opens not with %s", async (_, change) => {
    expect(await openToken(signer, "review", change(await signToken(signer, "review", ["a"])))).toBeUndefined();
  });

  test("of one purpose opens with no other, though one key signs both", async () => {
    const token = await signToken(signer, "session", "ann");
    expect(await openToken(signer, "session", token)).toBe("ann");
    expect(await openToken(signer, "sign-in", token)).toBeUndefined();
  });

  test("that is no JSON, or no base64url, opens not though it is signed", async () => {
    for (const payload of [Buffer.from("no JSON").toString("base64url"), "a", "a+b/", "ä"])
      expect(await openToken(signer, "review", `${payload}.${await signer.sign("review", payload)}`)).toBeUndefined();
  });
});

describe("the longest one", () => {
  // A cookie's name, value and attributes have 4,096 bytes together (RFC 6265, section 6.1); names and attributes take some 200 of them.
  test.each([
    ["review", 1024],
    ["restore", 1024],
    ["session", 3600],
    ["sign-in", 3600],
  ] as const)("for %s has %i characters", async (purpose, most) => {
    expect(MOST_CHARACTERS[purpose]).toBe(most);
    const lengths: number[] = [];
    // Base64 makes four characters of three, so that each length but one in four is met.
    for (let size = 700; size < 2_700; size++) {
      const token = await signToken(signer, purpose, "x".repeat(size));
      if (Math.abs(token.length - most) < 4) {
        lengths.push(token.length);
        expect((await openToken(signer, purpose, token)) !== undefined, String(token.length)).toBe(token.length <= most);
      }
    }
    expect(lengths.some((length) => length > most) && lengths.some((length) => length <= most)).toBe(true);
  });
});
