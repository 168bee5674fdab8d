import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSession, sealSession } from "#core/review/approval/sign-in/session.ts";
import { sample } from "#test/runs.ts";
import { ANOTHER_KEY, type Forgery, forging } from "#test/sign-in/forge.ts";
import { CLIENT_ID, openTestOpenId, type TestOpenId } from "#test/sign-in/openid.ts";
import { type Asking, askedBySignIn, heading, openAs, PAGE, PEOPLE, signInAt } from "#test/sign-in/signed.ts";
import type { Visitor } from "#test/sign-in/visitor.ts";

let openId: TestOpenId;
beforeAll(async () => {
  openId = await openTestOpenId(PEOPLE, () => [`${PAGE}/signed-in`]);
});
afterAll(() => openId.close());

const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);
const SESSION = "__Host-whittle-session";
const jarOf = (visitor: Visitor) => visitor.cookies.get(PAGE) ?? new Map<string, string>();

const forgeries: readonly (readonly [string, Forgery])[] = [
  ["signed with another key", { key: ANOTHER_KEY }],
  ["without a signature", { token: (token) => `${token.split(".").slice(0, 2).join(".")}.` }],
  ["with alg none", { header: { alg: "none" }, token: (token) => `${token.split(".").slice(0, 2).join(".")}.` }],
  ["with alg HS256", { header: { alg: "HS256" } }],
  ["that is over", { claims: (claims) => ({ ...claims, iat: now() - 2 * HOUR, exp: now() - HOUR }) }],
  ["of tomorrow", { claims: (claims) => ({ ...claims, iat: now() + 24 * HOUR, nbf: now() + 24 * HOUR, exp: now() + 25 * HOUR }) }],
  ["for another client", { claims: (claims) => ({ ...claims, aud: "another-client" }) }],
  ["for two clients, authorised for the other", { claims: (claims) => ({ ...claims, aud: [CLIENT_ID, "another"], azp: "another" }) }],
  ["of another issuer", { claims: (claims) => ({ ...claims, iss: "https://evil.example" }) }],
  ["with another nonce", { claims: (claims) => ({ ...claims, nonce: "of-another-sign-in" }) }],
  ["without a nonce", { claims: ({ nonce: _, ...claims }) => claims }],
  ["about somebody else than userinfo", { claims: (claims) => ({ ...claims, sub: "ben" }) }],
  ["without a subject", { claims: ({ sub: _, ...claims }) => claims }],
  ["that is none", { token: () => "not.a.token" }],
];

describe("an ID token is refused", () => {
  test("but not as the provider made it", async () => {
    const { link, visitor } = await askedBySignIn(signInAt(openId, {}, { fetch: forging(openId, {}) }));
    expect((await openAs(visitor(), "ann", link)).status).toBe(200);
  });

  test.each(forgeries)("%s", async (_, forgery) => {
    const { link, visitor, faults } = await askedBySignIn(signInAt(openId, {}, { fetch: forging(openId, forgery) }));
    const ann = visitor();
    const answer = await openAs(ann, "ann", link);
    expect([answer.status, heading(answer)]).toEqual([403, "You are not signed in"]);
    expect(jarOf(ann).has(SESSION)).toBe(false);
    expect(JSON.stringify(faults, Object.getOwnPropertyNames(faults[0] ?? {}))).not.toMatch(/eyJ|code=/);
  });

  test("by the library's word about the answer: stopped at the provider", async () => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    const { state } = await begun(ann);
    const answer = await ann.open(`${PAGE}/signed-in?error=access_denied&state=${state}&iss=${encodeURIComponent(openId.issuer)}`);
    expect([answer.status, heading(answer)]).toEqual([403, "You are not signed in"]);
  });
});

/** A sign-in up to the provider's answer, which is not followed. */
async function begun(visitor: Visitor): Promise<{ readonly state: string; readonly provider: string }> {
  const answer = await visitor.request(`${PAGE}/sign-in?to=/reviews`);
  const provider = answer.headers.get("location") ?? "";
  return { state: new URL(provider).searchParams.get("state") ?? "", provider };
}

/** The address with which the provider sends the browser back. */
async function answered(visitor: Visitor, person: string): Promise<string> {
  const { provider } = await begun(visitor);
  let response = await visitor.request(provider);
  for (let hops = 0; hops < 6; hops++) {
    const location = new URL(response.headers.get("location") ?? "", openId.issuer).href;
    if (location.startsWith(PAGE)) return location;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    response = location.includes("/interaction/")
      ? await visitor.request(location, { method: "POST", body: `login=${person}`, headers })
      : await visitor.request(location);
  }
  throw new Error("The provider did not send the browser back.");
}

describe("the provider's answer counts once, and in the browser that began", () => {
  test("once: the same answer again is over, also with the cookie put back", async () => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    const address = await answered(ann, "ann");
    const before = new Map(jarOf(ann));
    expect((await ann.request(address)).status).toBe(303);
    expect((await ann.request(address)).status).toBe(403);
    const thief = visitor();
    thief.cookies.set(PAGE, before);
    const again = await thief.open(address);
    expect([again.status, heading(again), jarOf(thief).has(SESSION)]).toEqual([403, "You are not signed in", false]);
  });

  test("in another browser it signs nobody in: not the victim as the attacker either", async () => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const [attacker, victim] = [visitor(), visitor()];
    const address = await answered(attacker, "ben");
    await begun(victim);
    const answer = await victim.open(address);
    expect([answer.status, heading(answer), jarOf(victim).has(SESSION)]).toEqual([403, "This sign-in has expired", false]);
  });

  test.each([
    ["another state", (url: URL) => url.searchParams.set("state", "x".repeat(43))],
    [
      "a state that only begins alike",
      (url: URL) => url.searchParams.set("state", `${url.searchParams.get("state")?.slice(0, 16)}${"x".repeat(27)}`),
    ],
    ["no state", (url: URL) => url.searchParams.delete("state")],
    ["two states", (url: URL) => url.searchParams.append("state", "x".repeat(43))],
    ["another issuer (mix-up)", (url: URL) => url.searchParams.set("iss", "https://evil.example")],
    ["no issuer", (url: URL) => url.searchParams.delete("iss")],
    ["another code", (url: URL) => url.searchParams.set("code", "another")],
    ["no code", (url: URL) => url.searchParams.delete("code")],
  ])("not with %s", async (_, change) => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    const url = new URL(await answered(ann, "ann"));
    change(url);
    expect((await ann.open(url.href)).status).toBe(403);
    expect(jarOf(ann).has(SESSION)).toBe(false);
  });

  test("not after ten minutes", async () => {
    const asking = await askedBySignIn(signInAt(openId));
    const ann = asking.visitor();
    const address = await answered(ann, "ann");
    asking.ports.at("2026-11-01T00:10:00.000Z");
    expect(heading(await ann.open(address))).toBe("This sign-in has expired");
  });

  test("several sign-ins at once, one a tab, do not get into each other's way", async () => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    const [one, two] = [await answered(ann, "ann"), await answered(ann, "ann")];
    expect([(await ann.request(one)).status, (await ann.request(two)).status]).toEqual([303, 303]);
  });
});

describe("a session is refused", () => {
  async function signedIn(): Promise<Asking & { readonly ann: Visitor; readonly session: string }> {
    const asking = await askedBySignIn(signInAt(openId));
    const ann = asking.visitor();
    await openAs(ann, "ann", asking.link);
    return { ...asking, ann, session: jarOf(ann).get(SESSION) ?? "" };
  }

  test("with any bit of its cookie flipped", async () => {
    const { ann, link, session } = await signedIn();
    const opened: number[] = [];
    for (const at of sample([...Array(session.length * 7).keys()])) {
      const codes = [...session].map((character) => character.charCodeAt(0));
      const index = Math.floor(at / 7);
      codes[index] = (codes[index] ?? 0) ^ (1 << (at % 7));
      const flipped = String.fromCharCode(...codes);
      if (/[^\x21-\x7e]|[;,"\\]/.test(flipped)) continue;
      jarOf(ann).set(SESSION, flipped);
      if ((await ann.request(link)).status !== 303) opened.push(at);
    }
    expect(opened).toEqual([]);
    jarOf(ann).set(SESSION, session);
    expect((await ann.request(link)).status).toBe(200);
  });

  test("after its time", async () => {
    const { ann, link, ports } = await signedIn();
    ports.at("2026-11-01T00:59:59.000Z");
    expect((await ann.request(link)).status).toBe(200);
    ports.at("2026-11-01T01:00:00.000Z");
    expect((await ann.request(link)).status).toBe(303);
  });

  test("when the cookie of a sign-in under way is put in its place, and the other way round", async () => {
    const { ann, link, session } = await signedIn();
    const address = await answered(ann, "ann");
    const [name = "", transaction = ""] = [...jarOf(ann)].find(([key]) => key.includes("sign-in")) ?? [];
    jarOf(ann).set(SESSION, transaction);
    expect((await ann.request(link)).status).toBe(303);
    jarOf(ann).set(name, session);
    expect((await ann.request(address)).status).toBe(403);
  });

  const person = { issuer: "https://login.example", subject: "ann", groups: ["approvers"], principals: [] };
  test.each([
    ["of another page", { pageUrl: "https://other.example" }, {}],
    ["of another provider", {}, { issuer: "https://other.example" }],
    ["of another client", {}, { clientId: "other" }],
  ])("%s, though signed with the same key", async (_, page, client) => {
    const { ports } = await askedBySignIn(signInAt(openId));
    const settings = { ...signInAt(openId).settings, issuer: "https://login.example" };
    const sealing = { signer: ports.signer, clock: ports.clock, pageUrl: PAGE, settings };
    const elsewhere = { ...settings, ...client };
    const session = await sealSession({ ...sealing, ...page, settings: elsewhere }, elsewhere, { ...person, issuer: elsewhere.issuer });
    expect(await openSession(sealing, session)).toBeUndefined();
    expect(await openSession(sealing, await sealSession(sealing, settings, person))).toEqual(person);
  });

  test("of another stack, whose key signed it", async () => {
    const [one, other] = [await signedIn(), await askedBySignIn(signInAt(openId))];
    const visitor = other.visitor();
    visitor.cookies.set(PAGE, jarOf(one.ann));
    expect((await visitor.request(other.link)).status).toBe(303);
  });

  test("never for its length: of very many groups it keeps those that count, and stays a cookie", async () => {
    const { ports } = await askedBySignIn(signInAt(openId));
    const { settings } = signInAt(openId);
    const sealing = { signer: ports.signer, clock: ports.clock, pageUrl: PAGE, settings };
    const groups = [...Array.from({ length: 190 }, (_, index) => `Gruppe für ${index} \u{1F600}`), "approvers"];
    const session = await sealSession(sealing, settings, { ...person, issuer: openId.issuer, groups });
    expect(session.length).toBeLessThan(3_600);
    expect((await openSession(sealing, session))?.groups[0]).toBe("approvers");
  });
});
