import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { approvalApp } from "#core/web/app.ts";
import { hasSharedData } from "#test/core/usage/shared-data.ts";
import { ADMIN_ROLE, type Asked, asked, askedAboutRealLogs } from "#test/page/served.ts";
import { runCount, runs, sample } from "#test/runs.ts";
import { DOORS, decidingDoor, ORIGIN, posted, restoringDoor } from "./doors.ts";

const SCANNERS = [
  "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
  "Slack-ImgProxy (+https://api.slack.com/robots)",
  "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
  "Microsoft Office/16.0 (Microsoft Outlook 16.0; Pro)",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SkypeUriPreview Preview/0.5",
  "BarracudaCentral",
  "facebookexternalhit/1.1",
  "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/147.0.0.0",
];
const PREFETCHES: readonly Readonly<Record<string, string>>[] = [
  {},
  { purpose: "prefetch" },
  { "sec-purpose": "prefetch;prerender" },
  { "x-moz": "prefetch" },
  { "x-http-method-override": "POST" },
];

describe.each(DOORS)("%s", (_, openDoor) => {
  test("opened again and again by scanners, previews and prefetches, with GET and HEAD, does nothing", async () => {
    const { ask, link, done, ports, reviewId } = await openDoor();
    const before = await ports.store.get(reviewId);
    const statuses = new Set<number>();
    for (let index = 0; index < runCount(1000); index++) {
      const query = index % 7 === 0 ? "?verdict=approve&way=all&comment=x" : "";
      const agent = SCANNERS[index % SCANNERS.length] ?? "";
      const headers = { "user-agent": agent, ...PREFETCHES[index % PREFETCHES.length] };
      statuses.add((await ask(`${link}${query}`, { method: index % 3 === 0 ? "HEAD" : "GET", headers })).status);
    }
    expect([...statuses]).toEqual([200]);
    expect([await done(), await ports.store.get(reviewId)]).toEqual([[], before]);
  }, 120_000);

  test("any bit of it flipped: refused, opened and posted to", async () => {
    const { ask, link, done, form } = await openDoor();
    const body = await form();
    const at = link.lastIndexOf("/") + 1;
    const [path, token] = [link.slice(ORIGIN.length, at), link.slice(at)];
    const opened: string[] = [];
    for (const bit of sample([...Array(token.length * 8).keys()])) {
      const flipped = [...token].map((character, index) => character.charCodeAt(0) ^ (index === bit >> 3 ? 1 << (bit & 7) : 0));
      const tampered = `${path}${encodeURIComponent(String.fromCharCode(...flipped))}`;
      const statuses = [(await ask(tampered)).status, (await ask(tampered, posted(body))).status];
      if (statuses.some((status) => status !== 403 && status !== 404)) opened.push(`${bit}: ${statuses}`);
    }
    expect([opened, await done()]).toEqual([[], []]);
  }, 120_000);

  test("swapped with that of another review, or its form with another's: refused", async () => {
    const [one, other] = [await openDoor(), await openDoor(ADMIN_ROLE)];
    expect((await other.ask(one.link)).status).toBe(403);
    expect((await one.ask(one.link, posted(await other.form()))).status).toBe(403);
    expect([await one.done(), await other.done()]).toEqual([[], []]);
  });

  test("over, about another proposal, or about no review: each is told apart", async () => {
    const { ask, linkWith, form, done } = await openDoor();
    const body = await form();
    expect((await ask(await linkWith({ expiresAt: "2026-11-01T00:00:00.000Z" }), posted(body))).status).toBe(410);
    expect((await ask(await linkWith({ proposalHash: "00" }), posted(body))).status).toBe(409);
    expect((await ask(await linkWith({ reviewId: "review-99" }), posted(body))).status).toBe(404);
    expect(await done()).toEqual([]);
  });

  test("with its expiry moved: the form shown before is no longer good", async () => {
    const { ask, linkWith, form, done } = await openDoor();
    const body = await form();
    expect((await ask(await linkWith({ expiresAt: "2027-11-15T00:00:00.000Z" }), posted(body))).status).toBe(403);
    expect(await done()).toEqual([]);
  });

  test.each([
    ["without the form's token", { token: "" }, {}],
    ["with another token", { token: "AAAA" }, {}],
    ["without saying what", { verdict: "", way: "" }, {}],
    ["with something that nobody is asked", { verdict: "expired", way: "none" }, {}],
    ["from another site", {}, { "sec-fetch-site": "cross-site" }],
    ["from a page of the same registrable domain", {}, { "sec-fetch-site": "same-site" }],
    ["that no page began", {}, { "sec-fetch-site": "none" }],
  ])("posted to %s: refused", async (_, fields, headers) => {
    const { ask, link, form, done } = await openDoor();
    expect((await ask(link, posted(await form(fields), headers))).status).toBe(403);
    expect(await done()).toEqual([]);
  });

  test.each(["https://evil.example", "null", `${ORIGIN}.evil.example`, `${ORIGIN}:8443`])(
    "posted to by a browser without Sec-Fetch-Site, from the origin %s: refused",
    async (origin) => {
      const { ask, link, form, done } = await openDoor();
      expect((await ask(link, { method: "POST", body: await form(), headers: { origin } })).status).toBe(403);
      expect(await done()).toEqual([]);
    },
  );

  test.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("asked with %s: refused", async (method) => {
    const { ask, link } = await openDoor();
    const answer = await ask(link, { method });
    expect([answer.status, await answer.text()]).toEqual([405, expect.stringContaining("This is not supported")]);
  });

  test.each(["told", "not told"])("posted to with ten megabytes, whose length is %s: refused", async (length) => {
    const { ask, link, form, done } = await openDoor();
    const body = `${await form()}&more=${"x".repeat(10_000_000)}`;
    const headers = length === "told" ? { "content-length": String(body.length) } : {};
    expect((await ask(link, posted(body, headers))).status).toBe(413);
    expect(await done()).toEqual([]);
  });

  test("posted to again: done once, and told so", async () => {
    const { ask, link, form, done } = await openDoor();
    const body = await form();
    const statuses: number[] = [];
    for (let click = 0; click < 3; click++) statuses.push((await ask(link, posted(body))).status);
    expect([statuses[0], statuses.filter((status) => status !== 200 && status !== 409)]).toEqual([200, []]);
    expect((await done()).length).toBe(1);
  });

  test("posted to 200 times at once: done once", async () => {
    const { ask, link, form, done } = await openDoor();
    const body = await form();
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(link, posted(body))));
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    expect((await done()).length).toBe(1);
  });

  test("hostile words of tags and comments are shown as words", async () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>&{{7*7}}\u202e`;
    const tags = { "whittle:review": "on", "whittle:keep": hostile, "whittle:replace": hostile };
    const { ask, link, form } = await openDoor({ name: "Queue", tags });
    const body = await form({ comment: hostile, verdict: "reject" });
    const typed = `${link}?action=${encodeURIComponent(hostile)}`;
    for (const answer of [await ask(link), await ask(typed), await ask(link, posted(body)), await ask(link)])
      expect(await answer.text()).not.toMatch(/<script|<img/);
  });

  test("a fault behind it is told without a stack or a signature", async () => {
    const door = await openDoor();
    const get = door.ports.store.get;
    Object.assign(door.ports.store, { get: () => Promise.reject(new Error("at secret.ts:1")) });
    const answer = await door.ask(door.link);
    Object.assign(door.ports.store, { get });
    const text = await answer.text();
    expect([answer.status, door.faults.length, text.includes("secret.ts"), text.includes(door.link)]).toEqual([503, 1, false, false]);
  });

  test("no answer holds the task token, and each keeps the link out of caches, referrers and frames", async () => {
    const { ask, link, form } = await openDoor();
    const answers = [
      await ask(link),
      await ask(link, { method: "HEAD" }),
      await ask(`${link}x`),
      await ask("/"),
      await ask("/reviews"),
      await ask(link, { method: "PUT" }),
      await ask(link, posted("x")),
      await ask(link, posted("x", { "sec-fetch-site": "cross-site" })),
      await ask(link, posted("x".repeat(20_000))),
      await ask(link, posted(await form())),
    ];
    for (const answer of answers) {
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cross-origin-resource-policy": "same-origin",
        "content-security-policy": expect.stringMatching(
          /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
        ),
      });
      expect(await answer.text()).not.toContain("token-of-");
    }
  });
});

describe("a link to decide and a link to restore", () => {
  test("open nothing of each other, though one key signs both", async () => {
    const decide = await decidingDoor();
    const restore = await restoringDoor();
    const swapped = (link: string) => (link.includes("/r/") ? link.replace("/r/", "/restore/") : link.replace("/restore/", "/r/"));
    for (const door of [decide, restore]) expect((await door.ask(swapped(door.link))).status).toBe(403);
    expect((await restore.ask(restore.link, posted(await restore.form({ token: tokenOf(await decide.form()) })))).status).toBe(403);
  });
});

const tokenOf = (form: string) => new URLSearchParams(form).get("token") ?? "";

test("rejecting without a reason is asked for again, and decides nothing", async () => {
  const { ask, link, form, done } = await decidingDoor();
  expect((await ask(link, posted(await form({ verdict: "reject", comment: "  " })))).status).toBe(422);
  expect(await done()).toEqual([]);
});

test.each([
  ["drifted", "The proposal has changed", ["drift"]],
  ["proposing", "The proposal has changed", ["drift", "propose"]],
  ["failed", "This review failed", ["fail"]],
  ["settled", "This review is not waiting for a decision", ["drift", "propose", "close"]],
] as const)("a review that is %s and was not decided says so, opened and posted to", async (status, title, transitions) => {
  const { ask, link, form, done, ports, reviewId } = await decidingDoor();
  const body = await form();
  const { proposalHash = "" } = await ports.store.get(reviewId);
  await ports.store.decide(reviewId, { verdict: "approved", at: ports.clock.now(), by: "Ann", proposalHash });
  for (const transition of transitions) await ports.store.update(reviewId, transition, { decision: null, updatedAt: ports.clock.now() });
  expect((await ports.store.get(reviewId)).status).toBe(status);
  for (const answer of [await ask(link), await ask(link, posted(body))])
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining(`<h1>${title}</h1>`)]);
  expect(await done()).toEqual([]);
});

test("approvals and rejections at once: one decision, and the others are told which", async () => {
  const { ask, link, form } = await decidingDoor();
  const [yes, no] = [await form(), await form({ verdict: "reject", comment: "no" })];
  const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(link, posted(index % 2 === 0 ? yes : no))));
  expect(answers.filter(({ status }) => status === 200).length).toBe(1);
  expect(answers.filter(({ status }) => status === 409).length).toBe(199);
});

describe("whatever is sent", () => {
  test.each(DOORS)(
    "to %s, made-up requests: no fault, nothing done",
    async (_, openDoor) => {
      const { ask, link, faults, done } = await openDoor();
      const path = link.slice(ORIGIN.length);
      const paths = fc.oneof(
        fc.constant(path),
        fc.webQueryParameters().map((query) => `${path}?${query}`),
        fc.string().map((text) => `${path.slice(0, path.lastIndexOf("/"))}/${encodeURIComponent(text)}`),
        fc.webPath().map((text) => `/${text}`),
        fc.constantFrom("/r", "/restore", "/reviews", "/reviews/review-1", "/sign-in", "/signed-in", "/sign-out", "/%", "//", "/r/%zz"),
        fc.string({ unit: fc.constantFrom("a", ".", "-", "_", "=", "%41") }).map((text) => `/r/${text}`),
      );
      const bodies = fc.oneof(
        fc.string(),
        fc.webQueryParameters(),
        fc
          .record({
            token: fc.string(),
            verdict: fc.constantFrom("approve", "reject"),
            way: fc.constantFrom("all", "action"),
            comment: fc.string(),
          })
          .map((fields) => new URLSearchParams(fields).toString()),
      );
      const methods = fc.constantFrom("GET", "POST", "HEAD", "PUT", "DELETE");
      await fc.assert(
        fc.asyncProperty(paths, methods, bodies, async (path, method, body) => {
          const { status } = await ask(path, method === "GET" || method === "HEAD" ? { method } : { ...posted(body), method });
          expect(status).toBeLessThan(500);
        }),
        runs(50_000),
      );
      expect([faults, await done()]).toEqual([[], []]);
    },
    600_000,
  );
});

describe("the page of an AdministratorAccess proposal, over 15,000 removed actions, is under 200 KB", () => {
  test("where a generated policy names five actions", () => expectSmallPage(asked(ADMIN_ROLE)));
  test.skipIf(!hasSharedData)("on the real logs (skipped where ../shared/data is absent)", () => expectSmallPage(askedAboutRealLogs()));

  async function expectSmallPage(asking: Promise<Asked | undefined>): Promise<void> {
    const review = await asking;
    if (!review) throw new Error("nothing was asked");
    const { diff } = (await review.ports.store.document(review.reviewId, "proposal")) ?? {};
    expect(diff?.removedCount).toBeGreaterThan(15_000);
    const answer = await approvalApp(review.ports, () => {}).fetch(new Request(review.link));
    const bytes = (await answer.arrayBuffer()).byteLength;
    console.log(`AdministratorAccess page: ${Math.round(bytes / 1024)} KB`);
    expect([answer.status, bytes < 200 * 1024]).toEqual([200, true]);
  }
});
