import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { secondsAfter } from "#core/review/time.ts";
import { approvalApp } from "#core/web/app.ts";
import { runCount, runs } from "#test/runs.ts";
import { openTestOpenId, SECRET_CLIENT, type TestOpenId } from "#test/sign-in/openid.ts";
import { askedBySignIn, decideAs, heading, openAs, PAGE, PEOPLE, signInAt } from "#test/sign-in/signed.ts";

let openId: TestOpenId;
beforeAll(async () => {
  openId = await openTestOpenId(PEOPLE, () => [`${PAGE}/signed-in`]);
});
afterAll(() => openId.close());

describe("who may decide", () => {
  test("the right person is led to the provider and back to the review, decides, and is named", async () => {
    const { ports, link, reviewId, visitor, faults } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    const shown = await openAs(ann, "ann", link);
    expect([shown.status, shown.url, faults]).toEqual([200, link, []]);
    const decided = await decideAs(ann, shown, "approve", "fine");
    expect([decided.status, heading(decided)]).toEqual([200, "This is approved"]);
    expect(decided.html).toContain("ann@example.com (Ann Example)");
    expect(decided.html).toContain(`subject ann at ${openId.issuer}`);
    expect((await ports.store.get(reviewId)).decision).toMatchObject({
      verdict: "approved",
      by: "ann@example.com (Ann Example)",
      identity: { issuer: openId.issuer, subject: "ann" },
    });
    expect(ports.seen.called.length).toBe(1);
  });

  test("signs in once: the next page is open at once, also with HEAD", async () => {
    const { link, visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await openAs(ann, "ann", link);
    expect((await ann.open(link)).url).toBe(link);
    expect((await ann.request(link, { method: "HEAD" })).status).toBe(200);
  });

  test("a client with a secret works the same; with a wrong one nobody can sign in, and the operator hears why", async () => {
    const client = { clientId: SECRET_CLIENT.id };
    const right = await askedBySignIn(signInAt(openId, client, { secret: SECRET_CLIENT.secret }));
    expect((await openAs(right.visitor(), "ann", right.link)).status).toBe(200);
    const wrong = await askedBySignIn(signInAt(openId, client, { secret: "wrong" }));
    const answer = await openAs(wrong.visitor(), "ann", wrong.link);
    expect([answer.status, heading(answer)]).toEqual([503, "Sign-in is not available right now"]);
    expect(String(wrong.faults[0])).toContain("the provider says invalid_client");
  });

  test.each([
    ["nobody in the group", "cat", "everyone"],
    ["a listed address that is not verified", "dan", "none sent by the provider"],
  ])("%s: told who they are and what is needed, and shown nothing of the review", async (_, person, groups) => {
    const { ports, link, reviewId, visitor } = await askedBySignIn(signInAt(openId));
    const somebody = visitor();
    const answer = await openAs(somebody, person, link);
    expect([answer.status, heading(answer)]).toEqual([403, "You are not an approver"]);
    for (const text of ["the group approvers", groups, openId.issuer]) expect(answer.html).toContain(text);
    expect(answer.html).not.toContain("QueueWorker");
    expect((await decideAs(somebody, { ...answer, url: link }, "approve")).status).toBe(403);
    expect((await ports.store.get(reviewId)).decision).toBeUndefined();
  });

  test("the owner of a listed address, once it is verified", async () => {
    const { link, visitor } = await askedBySignIn(signInAt(openId));
    expect((await openAs(visitor(), "eva", link)).status).toBe(200);
  });

  test("nobody, where neither groups nor addresses are set", async () => {
    const { link, visitor } = await askedBySignIn(signInAt(openId, { groups: [], emails: [] }));
    const answer = await openAs(visitor(), "ann", link);
    expect([answer.status, answer.html.includes("until then nobody can decide")]).toEqual([403, true]);
  });

  test("without signing in a POST decides nothing, and says to sign in again", async () => {
    const { ports, link, reviewId, visitor } = await askedBySignIn(signInAt(openId));
    const shown = await openAs(visitor(), "ann", link);
    const stranger = await decideAs(visitor(), shown, "approve");
    expect([stranger.status, heading(stranger)]).toEqual([401, "Please sign in again"]);
    expect((await ports.store.get(reviewId)).decision).toBeUndefined();
  });

  test("the link is needed besides: signing in does not open a tampered one", async () => {
    const { link, visitor } = await askedBySignIn(signInAt(openId));
    expect((await openAs(visitor(), "ann", `${link}x`)).status).toBe(403);
  });

  test("a form that was shown to one person is not another's", async () => {
    const { link, visitor } = await askedBySignIn(signInAt(openId));
    const [ann, ben] = [visitor(), visitor()];
    const shown = await openAs(ann, "ann", link);
    await openAs(ben, "ben", link);
    expect((await decideAs(ben, shown, "approve")).status).toBe(403);
  });

  test("hostile claims are shown as text, in one line", async () => {
    const { ports, link, reviewId, visitor } = await askedBySignIn(signInAt(openId));
    const eve = visitor();
    const decided = await decideAs(eve, await openAs(eve, "eve", link), "approve");
    expect(decided.html).not.toMatch(/<b onclick|<script>/);
    expect(decided.html).toContain("&lt;b onclick=");
    expect((await ports.store.get(reviewId)).decision?.by).toMatch(
      /^eve at 127\.0\.0\.1:\d+ \(<script>1<\/script>, <b onclick="x">Eve<\/b> Bcc: all\)$/,
    );
  });
});

describe("signing out", () => {
  test("ends the session, for as long as it would have lasted; only a POST of the page does", async () => {
    const signIn = signInAt(openId);
    const end = vi.spyOn(signIn.signOuts, "end");
    const { link, visitor, ports } = await askedBySignIn(signIn);
    const ann = visitor();
    await openAs(ann, "ann", link);
    expect((await ann.open(`${PAGE}/sign-out`)).status).toBe(405);
    expect((await ann.request(`${PAGE}/sign-out`, { method: "POST", headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await ann.open(link)).url).toBe(link);
    const copied = [...(ann.cookies.get(PAGE) ?? [])];
    const thief = visitor();
    thief.cookies.set(PAGE, new Map(copied));
    expect((await thief.request(link)).status).toBe(200);
    const out = await ann.post(`${PAGE}/sign-out`, {});
    expect((await thief.request(link)).status).toBe(303);
    expect([out.status, heading(out)]).toEqual([200, "You are signed out"]);
    const until = secondsAfter(ports.clock.now(), signIn.settings.sessionMinutes * 60);
    expect(end.mock.calls.map(([, at]) => at)).toEqual([until]);
    expect((await ann.request(link)).status).toBe(303);
  });
});

describe("where a sign-in leads back to", () => {
  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "/%2f/evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/r/../..//evil.example",
    "/r/a?to=//evil.example",
    "/r/a#x",
    "/r/a\r\nSet-Cookie: x=y",
    "",
  ])("never to %j", async (to) => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await openAs(ann, "ann", `${PAGE}/sign-in?to=${encodeURIComponent(to)}`);
    expect(ann.visited.at(-1)).toBe(`${PAGE}/reviews`);
    expect(ann.visited.some((url) => url.includes("evil.example/"))).toBe(false);
  });
});

test("every answer on the way keeps out of caches, referrers and frames, and forms go nowhere but here", async () => {
  const { link, visitor } = await askedBySignIn(signInAt(openId));
  const ann = visitor();
  const answers = [
    await ann.request(link),
    await ann.request(`${PAGE}/sign-in?to=/reviews`),
    await ann.request(`${PAGE}/signed-in?state=x`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 403]);
  for (const { headers } of answers) {
    expect(Object.fromEntries(headers)).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-frame-options": "DENY",
    });
    expect(headers.get("content-security-policy")).toContain("form-action 'self';");
  }
});

test("the request to the provider: a code, with PKCE, state and nonce; and a cookie that scripts and other sites do not get", async () => {
  const { visitor } = await askedBySignIn(signInAt(openId));
  const answer = await visitor().request(`${PAGE}/sign-in?to=/reviews`);
  const sent = new URL(answer.headers.get("location") ?? "").searchParams;
  expect(Object.fromEntries(sent)).toMatchObject({
    response_type: "code",
    redirect_uri: `${PAGE}/signed-in`,
    code_challenge_method: "S256",
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-whittle-sign-in-[\w-]{16}=[\w-]+\.[\w-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
  ]);
});

describe("before signing in", () => {
  test.each(["/", "/anything", "/reviews", "/r/x", "/restore/x"])("every page leads to it: %s", async (path) => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const { status, headers } = await visitor().request(`${PAGE}${path}`);
    expect([status, headers.get("location")]).toEqual([303, `${PAGE}/sign-in?to=${encodeURIComponent(path === "/" ? "/reviews" : path)}`]);
  });

  test("but an icon, a picture or a script begins none", async () => {
    const { visitor } = await askedBySignIn(signInAt(openId));
    const answer = await visitor().request(`${PAGE}/favicon.ico`, { headers: { "sec-fetch-mode": "no-cors" } });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
  });

  test("GETs and HEADs of scanners and previews decide nothing, and no provider is asked", async () => {
    const { ports, link, reviewId, visitor } = await askedBySignIn(signInAt({ issuer: "http://127.0.0.1:1" }));
    const scanner = visitor();
    const statuses = new Set<number>();
    for (let index = 0; index < runCount(1000); index++)
      statuses.add((await scanner.request(link, { method: index % 2 === 0 ? "GET" : "HEAD" })).status);
    expect([...statuses]).toEqual([303]);
    expect((await ports.store.get(reviewId)).decision).toBeUndefined();
  });

  test("a provider that does not answer is told as that, and to the operator by name", async () => {
    const { link, visitor, faults } = await askedBySignIn(signInAt({ issuer: "http://127.0.0.1:1" }));
    const answer = await visitor().open(link);
    expect([answer.status, heading(answer)]).toEqual([503, "Sign-in is not available right now"]);
    expect(String(faults[0])).toContain("Nobody can sign in at http://127.0.0.1:1");
  });
});

test("a provider that answers again is used again", async () => {
  let isDown = true;
  const signIn = signInAt(
    openId,
    {},
    { fetch: (url, { body = null, ...options }) => (isDown ? Promise.reject(new TypeError("down")) : fetch(url, { ...options, body })) },
  );
  const { link, visitor } = await askedBySignIn(signIn);
  expect((await visitor().open(link)).status).toBe(503);
  isDown = false;
  expect((await openAs(visitor(), "ann", link)).status).toBe(200);
});

describe("whatever is sent", () => {
  test("made-up requests, signed in and not: no fault, no decision", async () => {
    const { ports, reviewId, link, visitor, faults } = await askedBySignIn(signInAt(openId));
    const ann = visitor();
    await openAs(ann, "ann", link);
    const jar = ann.cookies.get(PAGE) ?? new Map<string, string>();
    const path = fc.oneof(
      fc.constantFrom("/sign-in", "/signed-in", "/sign-out", "/reviews", new URL(link).pathname),
      fc.webPath().map((text) => `/${text}`),
      fc.string().map((text) => `/reviews/${encodeURIComponent(text)}`),
    );
    const query = fc.oneof(
      fc.constant(""),
      fc.webQueryParameters(),
      fc.string().map((text) => `state=${encodeURIComponent(text)}&code=x`),
    );
    const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE");
    const cookie = fc.oneof(fc.constant(undefined), fc.stringMatching(/^[\w.;= -]{0,80}$/));
    await fc.assert(
      fc.asyncProperty(path, query, method, cookie, fc.boolean(), async (path, query, method, cookie, isSignedIn) => {
        ann.cookies.set(PAGE, new Map(jar));
        const somebody = isSignedIn ? ann : visitor();
        const headers = cookie === undefined ? {} : { cookie: `__Host-whittle-session=${cookie}` };
        const body = method === "POST" || method === "PUT" ? { body: query } : {};
        const { status } = await somebody.request(`${PAGE}${path}${query === "" ? "" : `?${query}`}`, { method, headers, ...body });
        expect(status).toBeLessThan(500);
      }),
      runs(5_000),
    );
    expect([faults, (await ports.store.get(reviewId)).decision]).toEqual([[], undefined]);
  }, 60_000);

  test("a page whose approvers must sign in does not start without a provider", async () => {
    const { ports } = await askedBySignIn(signInAt(openId));
    expect(() => approvalApp(ports, () => {})).toThrow("oidc needs an OpenID provider");
  });
});
