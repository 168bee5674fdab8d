import { describe, expect, test } from "vitest";
import { endPages as texts } from "#core/messages/english/end-pages.ts";
import { english } from "#core/messages/english/words.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import { sealSession } from "#core/review/approval/sign-in/session.ts";
import { sessionId } from "#core/review/approval/sign-in/sign-outs.ts";
import { approvalApp } from "#core/web/app.ts";
import { portsOver } from "#test/core/steps/ports.ts";

const PAGE = "https://page.example";
const NOW = "2026-11-01T00:00:00.000Z";
const STATE = "state-of-this-sign-in-1";
const ISSUER = "https://login.example";
const settings = {
  issuer: ISSUER,
  clientId: "client",
  groups: ["approvers"],
  emails: [],
  groupsClaim: "groups",
  sessionMinutes: 60,
  freshMinutes: 15,
};
const ann: Identity = { issuer: ISSUER, subject: "ann", groups: ["approvers"], principals: [], signedInAt: NOW };

/** The page before a provider that says what it is told to say. */
function page(claims: Readonly<Record<string, unknown>> = { sub: "ann", groups: ["approvers"] }) {
  const ports = portsOver([], { pageUrl: PAGE, approverSignIn: "oidc" });
  const [begun, finished, ended]: [unknown[], unknown[], [string, string][]] = [[], [], []];
  const signIn = {
    settings,
    provider: {
      begin: async (options: unknown) => {
        begun.push(options);
        return { url: `${ISSUER}/authorize`, challenge: { state: STATE, nonce: "n", verifier: "v" } };
      },
      finish: async (query: string, challenge: unknown) => {
        finished.push([query, challenge]);
        return { idToken: claims, userInfo: {} };
      },
    },
    signOuts: {
      end: async (id: string, until: string) => void ended.push([id, until]),
      isEnded: async (id: string) => ended.some(([each]) => each === id),
    },
  };
  const app = approvalApp({ ...ports, signIn }, () => {});
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await app.fetch(new Request(`${PAGE}${path}`, init));
    const html = await answer.text();
    return {
      status: answer.status,
      to: answer.headers.get("location"),
      title: /<h1>([^<]*)<\/h1>/.exec(html)?.[1],
      html,
      cookies: answer.headers.getSetCookie(),
    };
  };
  const sealing = { signer: ports.signer, clock: ports.clock, pageUrl: PAGE, settings };
  const cookieOf = async (identity: Identity) => `__Host-whittle-session=${await sealSession(sealing, settings, identity)}`;
  return { ask, begun, finished, ended, cookieOf, ports };
}

const nameAndValue = (cookie = "") => cookie.split(";")[0] ?? "";

describe("a sign-in", () => {
  test("goes to the provider with a cookie for ten minutes, and asks who it is where it last did so a quarter of an hour ago", async () => {
    const { ask, begun } = page();
    const answer = await ask("/sign-in?to=/r/x");
    expect([answer.status, answer.to, begun]).toEqual([303, `${ISSUER}/authorize`, [{ asSomebodyElse: false, maxAgeSeconds: 900 }]]);
    expect(answer.cookies).toEqual([
      expect.stringMatching(/^__Host-whittle-sign-in-state-of-this-si=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    await ask("/sign-in?as=somebody-else");
    expect(begun.at(-1)).toMatchObject({ asSomebodyElse: true });
  });

  test("comes back to where it began, with a session for as long as the operator set; its cookie is good for one answer", async () => {
    const { ask, finished } = page();
    const begun = await ask("/sign-in?to=/reviews/r1");
    const cookie = nameAndValue(begun.cookies[0]);
    const back = await ask(`/signed-in?state=${STATE}&code=c`, { headers: { cookie } });
    expect([back.status, back.to]).toEqual([303, `${PAGE}/reviews/r1`]);
    expect(finished).toEqual([[`?state=${STATE}&code=c`, { state: STATE, nonce: "n", verifier: "v" }]]);
    expect(back.cookies).toEqual([
      expect.stringMatching(/^__Host-whittle-sign-in-state-of-this-si=; Max-Age=0;/),
      expect.stringMatching(/^__Host-whittle-session=[\w.-]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
    expect((await ask("/reviews", { headers: { cookie: nameAndValue(back.cookies[1]) } })).status).toBe(200);
  });

  test.each<[string, string, boolean]>([
    ["without the cookie of the browser that began it", `/signed-in?state=${STATE}&code=c`, false],
    ["with another state", "/signed-in?state=state-of-this-sign-in-2&code=c", true],
    ["without a state", "/signed-in?code=c", true],
  ])("signs nobody in %s", async (_, path, hasCookie) => {
    const { ask, finished } = page();
    const cookie = nameAndValue((await ask("/sign-in")).cookies[0]);
    const back = await ask(path, hasCookie ? { headers: { cookie } } : {});
    expect([back.status, back.title, finished]).toEqual([403, texts.signInOver.title, []]);
    expect(back.cookies.join()).not.toContain("whittle-session");
  });

  test.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    [
      "as old as the provider says, however new the session is",
      { sub: "ann", groups: ["approvers"], auth_time: Date.parse(NOW) / 1000 - 3600 },
      true,
    ],
    ["new where the provider does not say when it asked", { sub: "ann", groups: ["approvers"] }, false],
  ])("is %s", async (_, claims, isOld) => {
    const { ask, ports } = page(claims);
    const cookie = nameAndValue((await ask("/sign-in")).cookies[0]);
    const session = nameAndValue((await ask(`/signed-in?state=${STATE}&code=c`, { headers: { cookie } })).cookies[1]);
    const value = session.slice(session.indexOf("=") + 1).split(".")[0] ?? "";
    const [, , , , identity] = JSON.parse(Buffer.from(value, "base64url").toString());
    expect(identity.signedInAt).toBe(isOld ? "2026-10-31T23:00:00.000Z" : ports.clock.now());
  });
});

describe("before the page stands a sign-in", () => {
  test.each<[string, string, RequestInit, number]>([
    ["who opens it is led there", "/reviews", {}, 303],
    ["and with HEAD too", "/reviews", { method: "HEAD" }, 303],
    ["who follows a link is led there", "/r/a", { headers: { "sec-fetch-mode": "navigate" } }, 303],
    ["an icon or a picture begins none", "/reviews", { headers: { "sec-fetch-mode": "no-cors" } }, 401],
    ["what is sent is not sent on", "/r/a", { method: "POST", body: "verdict=approve" }, 401],
  ])("%s", async (_, path, init, status) => {
    const answer = await page().ask(path, init);
    const address = `${PAGE}/sign-in?to=${encodeURIComponent(path)}`;
    expect(answer.status).toBe(status);
    if (status === 303) expect(answer.to).toBe(address);
    else if (init.method !== "HEAD") expect(answer.html).toContain(address);
  });

  test("lets nobody pass who may not decide, and offers to sign in as somebody else", async () => {
    const { ask, cookieOf } = page();
    const answer = await ask("/reviews", { headers: { cookie: await cookieOf({ ...ann, groups: ["others"] }) } });
    expect([answer.status, answer.title]).toEqual([403, english.signIn.notApprover]);
    expect(answer.html.replaceAll("&amp;", "&")).toContain(`${PAGE}/sign-in?as=somebody-else&to=%2Freviews`);
    expect(answer.html).toContain("others");
  });
});

describe("signing out", () => {
  const post = (cookie: string, site = "same-origin"): RequestInit => ({ method: "POST", headers: { cookie, "sec-fetch-site": site } });

  test("ends the session everywhere for as long as it would have lasted, and takes the cookie away", async () => {
    const { ask, cookieOf, ended } = page();
    const cookie = await cookieOf(ann);
    expect((await ask("/reviews", { headers: { cookie } })).status).toBe(200);
    const answer = await ask("/sign-out", post(cookie));
    expect([answer.status, answer.title]).toEqual([200, texts.signedOut.title]);
    expect(answer.cookies).toEqual([expect.stringMatching(/^__Host-whittle-session=; Max-Age=0;/)]);
    expect(ended).toEqual([[sessionId(cookie.slice(cookie.indexOf("=") + 1)), "2026-11-01T01:00:00.000Z"]]);
    expect((await ask("/reviews", { headers: { cookie } })).status).toBe(303);
  });

  test("is refused from another site, and writes nothing down for what is no session of ours", async () => {
    const { ask, cookieOf, ended } = page();
    expect(await ask("/sign-out", post(await cookieOf(ann), "cross-site"))).toMatchObject({ status: 403, title: texts.foreign.title });
    expect((await ask("/sign-out", post("__Host-whittle-session=made.up"))).status).toBe(200);
    expect(ended).toEqual([]);
  });

  test.each(["/sign-out", "/sign-in", "/signed-in"])("is no way for other methods: %s", async (path) => {
    const { ask } = page();
    const method = path === "/sign-out" ? "GET" : "POST";
    expect(await ask(path, { method })).toMatchObject({ status: 405, title: texts.notAllowed.title });
  });
});
