import { type IncomingMessage, request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPage } from "#adapters/local/page/serve.ts";

const pages: { url: string; close(): void }[] = [];

async function served() {
  const page = await openPage();
  pages.push(page);
  page.answerWith(
    async (asked) =>
      new Response(`${asked.method} ${new URL(asked.url).pathname} ${await asked.text()}`, { status: 201, headers: { "x-own": "1" } }),
  );
  return page;
}

afterAll(() => {
  for (const page of pages) page.close();
});

describe("the page on this machine", () => {
  let url = "";
  beforeAll(async () => {
    url = (await served()).url;
  });

  test("is served on 127.0.0.1, on a free port where the usual one is taken", async () => {
    const other = await served();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(other.url).not.toBe(url);
  });

  test("hands method, path and body on, and status, headers and body back", async () => {
    const answer = await fetch(`${url}/r/token`, { method: "POST", body: "verdict=approve" });
    expect([answer.status, answer.headers.get("x-own"), await answer.text()]).toEqual([201, "1", "POST /r/token verdict=approve"]);
  });

  test.each(["evil.example", "evil.example:8765", "127.0.0.1.evil.example", ""])("answers to no other name: Host %j", async (host) => {
    expect(await statusFor(url, { host })).toBe(421);
  });

  test("keeps what it refuses out of caches, referrers and frames too", async () => {
    const { statusCode, headers } = await answerFor(url, { host: "evil.example" });
    expect([statusCode, headers["cache-control"], headers["referrer-policy"], headers["content-security-policy"]]).toEqual([
      421,
      "no-store",
      "no-referrer",
      "default-src 'none'; frame-ancestors 'none'",
    ]);
  });

  test.each(["//", "//evil.example/r/x", "/%", "/r/%zz", "http://evil.example/"])(
    "goes on serving after a request for %j",
    async (path) => {
      expect(await statusFor(url, {}, path)).toBeLessThan(500);
      expect((await fetch(`${url}/r/token`, { method: "POST" })).status).toBe(201);
    },
  );

  test.each([65_537, 6_000_000, 8_000_000, 10_485_760])("answers a body of %d bytes with 413, and goes on serving", async (size) => {
    expect(await statusAfter(url, "x".repeat(size))).toBe(413);
    expect((await fetch(`${url}/r/token`, { method: "POST" })).status).toBe(201);
  });
});

async function statusFor(url: string, headers: Record<string, string>, path = "/"): Promise<number | undefined> {
  return (await answerFor(url, headers, path)).statusCode;
}

/** The answer to a body that is sent to its end, as a browser sends it. */
function statusAfter(url: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = request(`${url}/r/token`, { method: "POST", headers: { "content-length": body.length } }, (response) =>
      resolve(response.resume().statusCode),
    );
    sending.on("error", reject);
    sending.end(body);
  });
}

function answerFor(url: string, headers: Record<string, string>, path = "/"): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { path, headers, setHost: headers.host === undefined }, (response) => resolve(response.resume()))
      .on("error", reject)
      .end();
  });
}

test("a short link leads on to the whole one, and tells nobody else about it", async () => {
  const page = await openPage();
  try {
    page.answerWith((request) => new Response(new URL(request.url).pathname));
    const long = `${page.url}/r/${"a".repeat(200)}.b`;
    const short = page.shorten(long);
    expect(short.length).toBeLessThanOrEqual(60);
    const answer = await fetch(short, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location"), answer.headers.get("referrer-policy")]).toEqual([303, long, "no-referrer"]);
    expect(await (await fetch(short)).text()).toBe(new URL(long).pathname);
    expect(await (await fetch(`${page.url}/go/guessed`)).text()).toBe("/go/guessed");
  } finally {
    page.close();
  }
});

test("what no signed link opens is for the browser that opened the printed one", async () => {
  const page = await openPage();
  try {
    page.answerWith(page.onlyOwn((request) => new Response(new URL(request.url).pathname)));
    const list = ["/reviews", "/reviews/review-1", "/%72eviews", "/r/../reviews", "//reviews", "/"];
    const statusesWith = (headers: Record<string, string>) => Promise.all(list.map((path) => statusFor(page.url, headers, path)));
    expect(new Set(await statusesWith({}))).toEqual(new Set([403]));
    expect(new Set(await statusesWith({ cookie: "whittle-run=guessed" }))).toEqual(new Set([403]));
    const opened = await fetch(page.shorten(`${page.url}/r/a.b`), { redirect: "manual" });
    const cookie = opened.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^whittle-run=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict$/);
    const own = await fetch(`${page.url}/reviews`, { headers: { cookie: cookie.split(";")[0] ?? "" } });
    expect([own.status, await own.text()]).toEqual([200, "/reviews"]);
    expect((await fetch(`${page.url}/r/a.b`)).status).toBe(200);
  } finally {
    page.close();
  }
});
