import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import {
  formToken,
  isFormToken,
  isRestoreFormToken,
  openLink,
  openRestoreLink,
  restoreFormToken,
  restoreLink,
  reviewLink,
} from "#core/review/approval/links.ts";

const PAGE = "https://page.example/approve";
const signer = processSigner();
const claims = { reviewId: "review-1_a", proposalHash: "00ff", expiresAt: "2026-11-24T09:00:00.000Z" };
const at = (now: string) => ({ now: () => now });
const tokenOf = (link: string) => link.slice(link.lastIndexOf("/") + 1);
/** What the link says, read without its signature: base64url of JSON, before a dot. */
const saidBy = (link: string) => JSON.parse(Buffer.from(tokenOf(link).split(".")[0] ?? "", "base64url").toString());

/** A token whose signature is right, whatever it says: only its form can be wrong. */
async function signedAs(purpose: "review" | "restore", value: unknown): Promise<string> {
  const payload = Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${payload}.${await signer.sign(purpose, payload)}`;
}

describe("a link to decide", () => {
  test("stands below the page's address and holds review, proposal and end, each as it was given", async () => {
    const link = await reviewLink(signer, PAGE, claims);
    expect(link.startsWith(`${PAGE}/r/`)).toBe(true);
    expect(saidBy(link)).toEqual(["review-1_a", "00ff", "2026-11-24T09:00:00.000Z"]);
  });

  test.each([
    ["2026-11-24T08:59:59.999Z", { ok: true, claims }],
    ["2026-11-24T09:00:00.000Z", { ok: false, because: "expired" }],
    ["2027-01-01T00:00:00.000Z", { ok: false, because: "expired" }],
  ])("at %s", async (now, opened) => {
    expect(await openLink(signer, at(now), tokenOf(await reviewLink(signer, PAGE, claims)))).toEqual(opened);
  });

  test.each<[string, unknown]>([
    ["a review whose id is none", ["../other", "00ff", claims.expiresAt]],
    ["a review without an id", ["", "00ff", claims.expiresAt]],
    ["a review with an id of 81 characters", ["r".repeat(81), "00ff", claims.expiresAt]],
    ["a hash that is none", ["r", "proposal", claims.expiresAt]],
    ["an end that is no time", ["r", "00ff", "never"]],
    ["more than a link says", ["r", "00ff", claims.expiresAt, "admin"]],
    ["less than a link says", ["r", "00ff"]],
    ["something else", { reviewId: "r", proposalHash: "00ff", expiresAt: claims.expiresAt }],
  ])("opens nothing where it names %s, though it is signed", async (_, value) => {
    const clock = at("2026-11-01T00:00:00.000Z");
    expect(await openLink(signer, clock, await signedAs("review", value))).toEqual({ ok: false, because: "tampered" });
  });
});

describe("a link to restore", () => {
  const restore = { ...claims, missed: ["ec2:DescribeInstances", "s3:GetObject"] };
  const clock = at("2026-11-01T00:00:00.000Z");

  test("names what was missed, in the order in which it was given", async () => {
    const link = await restoreLink(signer, PAGE, restore);
    expect(link.startsWith(`${PAGE}/restore/`)).toBe(true);
    expect(saidBy(link)).toEqual(["review-1_a", "00ff", ["ec2:DescribeInstances", "s3:GetObject"], "2026-11-24T09:00:00.000Z"]);
  });

  const names = (count: number) => Array.from({ length: count }, (_, index) => `s3:Action${index}`);
  test.each<[string, readonly string[], boolean]>([
    ["none", [], true],
    ["eight actions", names(8), true],
    ["nine actions", names(9), false],
    ["actions of services with digits and dashes", ["ec2:RunInstances", "execute-api:Invoke"], true],
    ["a pattern", ["s3:*"], false],
    ["a service alone", ["s3"], false],
    ["markup", ["s3:<b>"], false],
  ])("opens with %s", async (_, missed, isGood) => {
    const opened = await openRestoreLink(signer, clock, await signedAs("restore", ["r", "00ff", missed, claims.expiresAt]));
    expect(opened.ok).toBe(isGood);
    if (opened.ok) expect(opened.claims.missed).toEqual(missed);
  });
});

/** Each member changed alone: a form that was shown for one says nothing for another. */
describe("a form", () => {
  test("to decide is good for its review, proposal, end, round and person alone", async () => {
    const whole = { ...claims, since: "2026-11-20T00:00:00.000Z", person: "https://i ann" };
    const token = await formToken(signer, whole, whole);
    const isGood = (more: Partial<typeof whole>) => isFormToken(signer, { ...whole, ...more }, { ...whole, ...more }, token);
    expect(await isGood({})).toBe(true);
    const good = Object.keys(whole).map(async (member) => ((await isGood({ [member]: "2026-11-23T00:00:00.000Z" })) ? [member] : []));
    expect((await Promise.all(good)).flat()).toEqual([]);
  });

  test("to restore is good for its review, proposal, end, actions, state and person alone", async () => {
    const whole = { ...claims, missed: ["s3:GetObject"], state: "7 fingerprint 0", person: "https://i ann" };
    const token = await restoreFormToken(signer, whole, whole);
    const isGood = (more: Partial<typeof whole>) => isRestoreFormToken(signer, { ...whole, ...more }, { ...whole, ...more }, token);
    expect(await isGood({})).toBe(true);
    const others = Object.keys(whole).map((member) => ({ [member]: member === "missed" ? [] : "2026-11-23T00:00:00.000Z" }));
    expect(others).toHaveLength(6);
    for (const more of others) expect(await isGood(more), Object.keys(more)[0]).toBe(false);
  });
});
