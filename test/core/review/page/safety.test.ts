import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { approvalApp } from "#core/review/page/app.ts";
import { ADMIN_ROLE, type Asked, asked, linkWith } from "#test/page/served.ts";

const ORIGIN = "https://page.example";

function appOf({ ports }: Asked) {
  const faults: unknown[] = [];
  const app = approvalApp(ports, (fault) => faults.push(fault));
  return {
    faults,
    ask: async (path: string, init: RequestInit = {}) => app.fetch(new Request(path.startsWith("/") ? `${ORIGIN}${path}` : path, init)),
  };
}

const decisionOf = async ({ ports, reviewId }: Asked) => (await ports.store.get(reviewId)).decision?.verdict;

/** The form of a page, as a browser would send it. */
async function formOf(review: Asked, fields: Readonly<Record<string, string>> = {}) {
  const html = await (await appOf(review).ask(review.link)).text();
  const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
  return new URLSearchParams({ token, verdict: "approve", comment: "", ...fields }).toString();
}

function posted(body: string, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: "POST",
    body,
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", origin: "null", ...headers },
  };
}

describe("opening never decides", () => {
  const agents = [
    "Slackbot-LinkExpanding 1.0",
    "Mozilla/5.0 (compatible; Microsoft Outlook)",
    "BarracudaCentral",
    "facebookexternalhit/1.1",
    "Mozilla/5.0",
  ];
  const headers: Record<string, string>[] = agents.flatMap((agent) => [
    { "user-agent": agent },
    { "user-agent": agent, purpose: "prefetch" },
    { "user-agent": agent, "sec-purpose": "prefetch;prerender" },
  ]);

  test("1,000 GETs, HEADs and prefetches of scanners and previews leave a review undecided", async () => {
    const review = await asked();
    const { ask } = appOf(review);
    const statuses = new Set<number>();
    for (let index = 0; index < 1000; index++) {
      const method = index % 3 === 0 ? "HEAD" : "GET";
      statuses.add(
        (
          await ask(`${review.link}${index % 7 === 0 ? "?verdict=approve" : ""}`, {
            method,
            headers: headers[index % headers.length] ?? {},
          })
        ).status,
      );
    }
    expect([...statuses]).toEqual([200]);
    expect(await decisionOf(review)).toBeUndefined();
  }, 60_000);
});

describe("tampering is refused", () => {
  test("every bit of a link flipped", async () => {
    const review = await asked();
    const { ask } = appOf(review);
    const body = await formOf(review);
    const token = review.link.slice(`${ORIGIN}/r/`.length);
    const opened: string[] = [];
    for (let index = 0; index < token.length * 8; index++) {
      const bytes = [...token].map((character) => character.charCodeAt(0));
      const at = Math.floor(index / 8);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (index % 8));
      const path = `/r/${encodeURIComponent(String.fromCharCode(...bytes))}`;
      const statuses = [(await ask(path)).status, (await ask(path, posted(body))).status];
      if (statuses.some((status) => status !== 403 && status !== 404)) opened.push(`${index}: ${statuses}`);
    }
    expect(opened).toEqual([]);
    expect(await decisionOf(review)).toBeUndefined();
  }, 60_000);

  test("links and forms swapped between reviews", async () => {
    const [one, other] = [await asked(), await asked(ADMIN_ROLE)];
    const token = one.link.slice(`${ORIGIN}/r/`.length);
    expect((await appOf(other).ask(`/r/${token}`)).status).toBe(403);
    expect((await appOf(one).ask(one.link, posted(await formOf(other)))).status).toBe(403);
    expect([await decisionOf(one), await decisionOf(other)]).toEqual([undefined, undefined]);
  });

  test("a link that is over, and one to another proposal", async () => {
    const review = await asked();
    const { ask } = appOf(review);
    const body = await formOf(review);
    expect((await ask(await linkWith(review, { expiresAt: "2026-10-31T00:00:00.000Z" }), posted(body))).status).toBe(410);
    expect((await ask(await linkWith(review, { proposalHash: "00" }), posted(body))).status).toBe(409);
    expect((await ask(await linkWith(review, { reviewId: "review-99" }), posted(body))).status).toBe(404);
    expect(await decisionOf(review)).toBeUndefined();
  });

  test.each([
    ["without the form's token", { token: "" }, {}, 403],
    ["with another token", { token: "AAAA" }, {}, 403],
    ["without a verdict", { verdict: "" }, {}, 403],
    ["with another verdict", { verdict: "expired" }, {}, 403],
    ["from another site", {}, { "sec-fetch-site": "cross-site" }, 403],
    ["from a page of the same registrable domain", {}, { "sec-fetch-site": "same-site" }, 403],
    ["rejecting without a reason", { verdict: "reject", comment: "  " }, {}, 422],
  ])("a POST %s", async (_, fields, headers, status) => {
    const review = await asked();
    expect((await appOf(review).ask(review.link, posted(await formOf(review, fields), headers))).status).toBe(status);
    expect(await decisionOf(review)).toBeUndefined();
  });

  test("a POST whose Origin is another site's, from a browser without Sec-Fetch-Site", async () => {
    const review = await asked();
    const init = { method: "POST", body: await formOf(review), headers: { origin: "https://evil.example" } };
    expect((await appOf(review).ask(review.link, init)).status).toBe(403);
    expect(await decisionOf(review)).toBeUndefined();
  });

  test.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("the method %s", async (method) => {
    const review = await asked();
    expect((await appOf(review).ask(review.link, { method })).status).toBe(405);
  });

  test("a body of ten megabytes", async () => {
    const review = await asked();
    const body = `${await formOf(review)}&more=${"x".repeat(10_000_000)}`;
    expect((await appOf(review).ask(review.link, posted(body))).status).toBe(413);
    expect(await decisionOf(review)).toBeUndefined();
  });

  test("a decision sent again: told who decided, decided once", async () => {
    const review = await asked();
    const { ask } = appOf(review);
    const body = await formOf(review);
    const statuses = [await ask(review.link, posted(body)), await ask(review.link, posted(body)), await ask(review.link)].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([200, 409, 200]);
    expect(await decisionOf(review)).toBe("approved");
  });

  test("200 approvals and rejections at once: one decision", async () => {
    const review = await asked();
    const { ask } = appOf(review);
    const [yes, no] = [await formOf(review), await formOf(review, { verdict: "reject", comment: "no" })];
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(review.link, posted(index % 2 === 0 ? yes : no))));
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    expect(answers.filter(({ status }) => status === 409).length).toBe(199);
  });
});

describe("whatever is sent", () => {
  test("10,000 made-up requests: no fault, no decision", async () => {
    const review = await asked();
    const { ask, faults } = appOf(review);
    const token = review.link.slice(`${ORIGIN}/r/`.length);
    const path = fc.oneof(
      fc.constant(`/r/${token}`),
      fc.string().map((text) => `/r/${encodeURIComponent(text)}`),
      fc.webPath().map((text) => `/${text}`),
      fc.string({ unit: fc.constantFrom("a", ".", "-", "_", "=", "%41") }).map((text) => `/r/${text}`),
    );
    const method = fc.constantFrom("GET", "POST", "HEAD", "PUT", "DELETE");
    const body = fc.oneof(
      fc.string(),
      fc.webQueryParameters(),
      fc
        .record({ token: fc.string(), verdict: fc.constantFrom("approve", "reject"), comment: fc.string() })
        .map((fields) => new URLSearchParams(fields).toString()),
    );
    await fc.assert(
      fc.asyncProperty(path, method, body, async (path, method, body) => {
        const hasBody = method !== "GET" && method !== "HEAD";
        const { status } = await ask(path, hasBody ? posted(body) : { method });
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 10_000 },
    );
    expect([faults, await decisionOf(review)]).toEqual([[], undefined]);
  }, 120_000);

  test("every answer keeps the link out of caches, referrers and frames, errors too", async () => {
    const review = await asked();
    const { ask } = appOf(review);
    for (const answer of [
      await ask(review.link),
      await ask("/r/none"),
      await ask("/"),
      await ask(review.link, { method: "PUT" }),
      await ask(review.link, posted("x")),
    ]) {
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      });
      expect(answer.headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
    }
  });

  test("a fault of the record is told without a stack or a signature", async () => {
    const review = await asked();
    const broken: Asked = {
      ...review,
      ports: { ...review.ports, store: { ...review.ports.store, get: () => Promise.reject(new Error("at secret.ts:1")) } },
    };
    const { ask, faults } = appOf(broken);
    const answer = await ask(review.link);
    const text = await answer.text();
    expect([answer.status, faults.length, text.includes("secret.ts"), text.includes(review.link)]).toEqual([503, 1, false, false]);
  });

  test("no page holds the task token", async () => {
    const review = await asked();
    const pages = [await appOf(review).ask(review.link), await appOf(review).ask(review.link, posted(await formOf(review)))];
    for (const page of pages) expect(await page.text()).not.toContain("token-of-");
  });
});

describe("hostile text is text", () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>&{{7*7}}\u202e`;

  test("in tags, comments and reasons", async () => {
    const review = await asked({ name: "Queue", tags: { "whittle:review": "on", "whittle:keep": hostile, "whittle:replace": hostile } });
    const { ask } = appOf(review);
    const page = await (await ask(review.link)).text();
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toMatch(/<script|<img/);
    const decided = await (await ask(review.link, posted(await formOf(review, { verdict: "reject", comment: hostile })))).text();
    expect(decided).toContain("&lt;img src=x");
    expect(decided).not.toMatch(/<script|<img/);
  });
});

test("the page of an AdministratorAccess proposal, over 15,000 removed actions, is under 200 KB", async () => {
  const review = await asked(ADMIN_ROLE);
  const { ask } = appOf(review);
  expect((await review.ports.store.document(review.reviewId, "proposal"))?.diff.removedCount).toBeGreaterThan(15_000);
  const times: number[] = [];
  let size = 0;
  for (let index = 0; index < 7; index++) {
    const start = performance.now();
    size = (await (await ask(review.link)).text()).length;
    times.push(performance.now() - start);
  }
  console.log(`AdministratorAccess page: ${Math.round(size / 1024)} KB, rendered in ${times.toSorted((a, b) => a - b)[3]?.toFixed(0)} ms`);
  expect(size).toBeLessThan(200 * 1024);
});
