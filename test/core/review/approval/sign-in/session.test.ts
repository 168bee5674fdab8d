import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import type { Sealing } from "#core/review/approval/sign-in/sealed.ts";
import { openSession, sealSession } from "#core/review/approval/sign-in/session.ts";
import type { SignInSettings } from "#core/review/approval/sign-in/settings.ts";
import { secondsAfter } from "#core/review/time.ts";

const NOW = "2026-11-01T00:00:00.000Z";
const settings: SignInSettings = {
  issuer: "https://login.example",
  clientId: "client",
  groups: ["approvers"],
  groupsOfSome: ["payments-leads"],
  emails: [],
  groupsClaim: "groups",
  sessionMinutes: 60,
  freshMinutes: 15,
};
const signer = processSigner();
const sealing: Sealing = { signer, clock: { now: () => NOW }, pageUrl: "https://page.example", settings };
const ann: Identity = {
  issuer: settings.issuer,
  subject: "ann",
  name: "Ann Ünsal",
  email: "ann@example.com",
  username: "ann",
  groups: ["approvers"],
  principals: ["arn:aws:iam::111122223333:user/ann"],
  signedInAt: NOW,
};

/** How the person is known again so many seconds later. */
async function seen(person: Identity, seconds = 0, change: Partial<Sealing> = {}): Promise<Identity | undefined> {
  const clock = { now: () => secondsAfter(NOW, seconds) };
  return openSession({ ...sealing, clock, ...change }, await sealSession(sealing, settings, person));
}

describe("a session", () => {
  test("knows all of a person that there is to know, and nothing of one who has no more than a subject", async () => {
    expect(await seen(ann)).toEqual(ann);
    const bare = { issuer: settings.issuer, subject: "s", groups: [], principals: [] };
    expect(await seen(bare)).toEqual(bare);
  });

  test.each([
    ["for as long as the operator set", 3599, true],
    ["and not a second longer", 3600, false],
  ])("lasts %s", async (_, seconds, isOpen) => {
    expect((await seen(ann, seconds)) !== undefined).toBe(isOpen);
  });

  test("is none where the person was of another provider", async () => {
    expect(await seen({ ...ann, issuer: "https://evil.example" })).toBeUndefined();
  });
});

describe("of more than a cookie holds", () => {
  const many = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}-${index}`.padEnd(40, "x"));

  test("those groups stay that let somebody decide, about all roles or some, whatever place they have", async () => {
    const known = await seen({ ...ann, groups: [...many(100, "team"), "payments-leads", "approvers"] });
    expect(known?.groups.slice(0, 2)).toEqual(["payments-leads", "approvers"]);
    expect(known?.groups.length).toBeGreaterThan(10);
    expect(known?.groups.length).toBeLessThan(40);
    expect(known).not.toHaveProperty("isCut");
  });

  test("a name that is too long leaves room for the next one", async () => {
    const known = await seen({ ...ann, groups: ["approvers", "x".repeat(1_300), "small"] });
    expect(known?.groups).toEqual(["approvers", "small"]);
  });

  test("principals have half of the room, groups what they leave, and both together fit", async () => {
    const principals = many(100, "arn:aws:iam::111122223333:role/r");
    const known = await seen({ ...ann, principals, groups: ["approvers", ...many(100, "team")] });
    expect(known).toMatchObject({ isCut: true, principals: principals.slice(0, known?.principals.length) });
    const sizes = [JSON.stringify(known?.principals).length, JSON.stringify(known?.groups).length];
    expect(Math.max(...sizes)).toBeLessThanOrEqual(640);
    expect(Math.min(...sizes)).toBeGreaterThan(500);
  });

  test("characters beyond ASCII count as they are written, six for one", async () => {
    const groups = Array.from({ length: 200 }, (_, index) => `${"字".repeat(20)}${index}`);
    expect((await seen({ ...ann, groups }))?.groups.length).toBeLessThan(12);
  });
});
