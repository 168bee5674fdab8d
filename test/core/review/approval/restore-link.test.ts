import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import {
  formToken,
  isFormToken,
  isRestoreFormToken,
  newRestoreLink,
  openLink,
  openRestoreLink,
  type RestoreClaims,
  restoreFormToken,
  restoreLink,
  reviewLink,
} from "#core/review/approval/links.ts";

const PAGE = "https://page.example";
const signer = processSigner();
const clock = { now: () => "2026-11-24T09:00:00.000Z" };
const claims: RestoreClaims = {
  reviewId: "review1",
  proposalHash: "00ff",
  missed: ["logs:DeleteLogGroup", "s3:GetObject"],
  expiresAt: "2026-12-29T09:00:00.000Z",
};
const tokenOf = (link: string) => link.slice(link.lastIndexOf("/") + 1);

test("a restore link says what it is for, and only that", async () => {
  const link = await restoreLink(signer, PAGE, claims);
  expect(link.startsWith(`${PAGE}/restore/`)).toBe(true);
  expect(await openRestoreLink(signer, clock, tokenOf(link))).toEqual({ ok: true, claims });
});

test("it is over on the millisecond, and its signature is looked at first", async () => {
  const token = tokenOf(await restoreLink(signer, PAGE, { ...claims, expiresAt: clock.now() }));
  expect(await openRestoreLink(signer, clock, token)).toEqual({ ok: false, because: "expired" });
  expect(await openRestoreLink(processSigner(), clock, token)).toEqual({ ok: false, because: "tampered" });
});

test("a form is good for what it showed alone: another round, person or proposal makes it another one", async () => {
  const [link, form] = [
    { reviewId: "review1", proposalHash: "00ff", expiresAt: claims.expiresAt },
    { since: clock.now(), person: "ann" },
  ];
  const token = await formToken(signer, link, form);
  const isGood = (more: Partial<typeof link & typeof form>) => isFormToken(signer, { ...link, ...more }, { ...form, ...more }, token);
  expect(await isGood({})).toBe(true);
  for (const more of [{ since: "2026-11-25T09:00:00.000Z" }, { person: "ben" }, { proposalHash: "00fe" }, { reviewId: "review2" }])
    expect(await isGood(more)).toBe(false);
});

describe("a link to decide and a link to restore", () => {
  test("of one review open nothing of each other", async () => {
    const review = tokenOf(await reviewLink(signer, PAGE, claims));
    const restore = tokenOf(await restoreLink(signer, PAGE, claims));
    expect(await openLink(signer, clock, review)).toMatchObject({ ok: true });
    expect(await openLink(signer, clock, restore)).toEqual({ ok: false, because: "tampered" });
    expect(await openRestoreLink(signer, clock, review)).toEqual({ ok: false, because: "tampered" });
  });

  test("not even where the signed words are those of the other", async () => {
    const values = [
      ["review1", "00ff", claims.expiresAt],
      ["review1", "00ff", [], claims.expiresAt],
    ];
    for (const value of values) {
      const payload = Buffer.from(JSON.stringify(value)).toString("base64url");
      expect(await openRestoreLink(signer, clock, `${payload}.${await signer.sign("review", payload)}`)).toMatchObject({ ok: false });
      expect(await openLink(signer, clock, `${payload}.${await signer.sign("restore", payload)}`)).toMatchObject({ ok: false });
    }
  });

  test("nor do their forms", async () => {
    const form = { state: "0", person: "" };
    const decide = await formToken(signer, claims, { since: "", person: "" });
    expect(await isRestoreFormToken(signer, claims, form, await restoreFormToken(signer, claims, form))).toBe(true);
    expect(await isRestoreFormToken(signer, claims, form, decide)).toBe(false);
  });
});

test("every bit of it flipped: refused", async () => {
  const token = tokenOf(await restoreLink(signer, PAGE, claims));
  const opened: number[] = [];
  for (let bit = 0; bit < token.length * 8; bit++) {
    const characters = [...token].map((character, at) => character.charCodeAt(0) ^ (at === bit >> 3 ? 1 << (bit & 7) : 0));
    const { ok } = await openRestoreLink(signer, clock, String.fromCharCode(...characters));
    if (ok) opened.push(bit);
  }
  expect(opened).toEqual([]);
});

test("a form is good for what was shown to one person alone", async () => {
  const form = { state: "7 fingerprint 0", person: "issuer jo" };
  const token = await restoreFormToken(signer, claims, form);
  const others: [RestoreClaims, typeof form][] = [
    [claims, { ...form, state: "8 fingerprint 0" }],
    [claims, { ...form, person: "issuer kim" }],
    [{ ...claims, missed: ["logs:DeleteLogGroup"] }, form],
    [{ ...claims, reviewId: "review2" }, form],
  ];
  for (const [other, shown] of others) expect(await isRestoreFormToken(signer, other, shown, token)).toBe(false);
});

describe("a new link", () => {
  const settings = { restoreLinkDays: 35, pageUrl: PAGE };
  const decision = { at: clock.now(), by: "jo", proposalHash: "00ff" };

  test("lasts as long as the operator set", async () => {
    const made = await newRestoreLink({ signer, clock, settings }, { id: "review1", decision: { ...decision, verdict: "approved" } });
    expect(made?.expiresAt).toBe("2026-12-29T09:00:00.000Z");
    expect(await openRestoreLink(signer, clock, tokenOf(made?.link ?? ""))).toEqual({ ok: true, claims: { ...claims, missed: [] } });
  });

  test.each(["rejected", "expired"] as const)("is not made for what was %s", async (verdict) => {
    expect(await newRestoreLink({ signer, clock, settings }, { id: "review1", decision: { ...decision, verdict } })).toBeUndefined();
  });
});
