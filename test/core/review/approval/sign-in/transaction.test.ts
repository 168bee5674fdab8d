import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import { signInCookie } from "#core/review/approval/sign-in/cookies.ts";
import type { Sealing } from "#core/review/approval/sign-in/sealed.ts";
import { openTransaction, pathOfPage, SIGN_IN_SECONDS, sealTransaction } from "#core/review/approval/sign-in/transaction.ts";
import { secondsAfter } from "#core/review/time.ts";

const NOW = "2026-11-01T00:00:00.000Z";
const sealing: Sealing = {
  signer: processSigner(),
  clock: { now: () => NOW },
  pageUrl: "https://page.example",
  settings: { issuer: "https://login.example", clientId: "client" },
};
const transaction = { challenge: { state: "state-of-this-sign-in", nonce: "n", verifier: "v" }, goTo: "/r/a.b" };

describe("a sign-in under way", () => {
  test.each([
    ["is found again within ten minutes", 599, transaction],
    ["is over after them", 600, undefined],
  ])("%s", async (_, seconds, found) => {
    const later = { ...sealing, clock: { now: () => secondsAfter(NOW, seconds) } };
    expect(await openTransaction(later, await sealTransaction(sealing, transaction), transaction.challenge.state)).toEqual(found);
  });

  test("belongs to its state alone", async () => {
    const sealed = await sealTransaction(sealing, transaction);
    expect(await openTransaction(sealing, sealed, "")).toBeUndefined();
    expect(await openTransaction(sealing, sealed, "state-of-this-sign-i")).toBeUndefined();
    expect(await openTransaction(sealing, sealed, "state-of-this-sign-in-")).toBeUndefined();
  });

  test("is kept by the browser for as long", () => {
    expect(SIGN_IN_SECONDS).toBe(600);
  });

  test.each([
    ["abcdefghijklmnop", "whittle-sign-in-abcdefghijklmnop"],
    ["abcdefghijklmnop_QRS-1", "whittle-sign-in-abcdefghijklmnop"],
    ["x".repeat(100), `whittle-sign-in-${"x".repeat(16)}`],
    ["x".repeat(101), undefined],
    ["abcdefghijklmno", undefined],
    ["abcdefghijklmnop;", undefined],
    ["", undefined],
  ])("has a cookie of its own, named by its state: %j", (state, name) => {
    expect(signInCookie(state)).toBe(name);
  });
});

describe("after signing in, the browser goes", () => {
  test.each([
    ["to the review that it came from", "/r/abc-_.def", "/r/abc-_.def"],
    ["to the history of one", "/reviews/r1/decide", "/reviews/r1/decide"],
    ["to a path as long as a link's", `/r/${"x".repeat(1_097)}`, `/r/${"x".repeat(1_097)}`],
    ["to the list, where it is longer", `/r/${"x".repeat(1_098)}`, "/reviews"],
    ["to the list, where it came from nowhere", undefined, "/reviews"],
    ["to the list, where it came from its front door", "/", "/reviews"],
    ["to the list, not to another site", "//evil.example", "/reviews"],
    ["to the list, not up", "/r/../x", "/reviews"],
    ["to the list, not with a query", "/r/a?b=c", "/reviews"],
    ["to the list, not to an address", "https://evil.example/r/a", "/reviews"],
  ])("%s", (_, path, expected) => {
    expect(pathOfPage(path)).toBe(expected);
  });
});
