import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { approvalApp } from "#core/web/app.ts";
import { reportFault } from "#functions/handler.ts";
import { pageHandler } from "#functions/page-handler.ts";
import { DOORS, decidingDoor, ORIGIN } from "#test/core/web/doors.ts";
import { runs } from "#test/runs.ts";
import { openTestOpenId, type TestOpenId } from "#test/sign-in/openid.ts";
import { askedBySignIn, openAs, PEOPLE, signInAt } from "#test/sign-in/signed.ts";

/** An event as an HTTP API hands it over (API Gateway Developer Guide, payload format version 2.0). */
function eventOf(link: string, change: Readonly<Record<string, unknown>> = {}) {
  const { pathname, search, host } = new URL(link);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { host, "user-agent": "Mozilla/5.0", "x-forwarded-for": "192.0.2.1" },
    requestContext: {
      accountId: "111122223333",
      domainName: host,
      http: { method: "GET", path: pathname, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "Mozilla/5.0" },
      stage: "$default",
    },
    isBase64Encoded: false,
    ...change,
  };
}

const withMethod = (link: string, method: string) => ({ ...eventOf(link).requestContext, http: { method } });

/** API Gateway hands a form over in base64. */
function posting(link: string, form: string, headers: Readonly<Record<string, string>> = {}) {
  return eventOf(link, {
    requestContext: withMethod(link, "POST"),
    headers: { "content-type": "application/x-www-form-urlencoded", "content-length": "3", "sec-fetch-site": "same-origin", ...headers },
    body: Buffer.from(form).toString("base64"),
    isBase64Encoded: true,
  });
}

describe("the page behind an HTTP API", () => {
  test("shows a review, and takes a decision from a form in base64", async () => {
    const door = await decidingDoor();
    const handler = pageHandler(door);
    const shown = await handler(eventOf(door.link));
    expect([shown.statusCode, shown.headers?.["content-type"], shown.headers?.["cache-control"]]).toEqual([
      200,
      "text/html; charset=UTF-8",
      "no-store",
    ]);
    expect(shown.body).toContain("Approve</button>");
    const decided = await handler(posting(door.link, await door.form({ comment: "größer – 日本" })));
    expect([decided.statusCode, await door.done()]).toEqual([200, ["approved"]]);
    expect((await door.ports.store.get(door.reviewId)).decision?.reason).toBe("größer – 日本");
  });

  test("answers HEAD with the same status, and decides nothing by it", async () => {
    const door = await decidingDoor();
    const { statusCode, body } = await pageHandler(door)(eventOf(door.link, { requestContext: withMethod(door.link, "HEAD") }));
    expect([statusCode, body, await door.done()]).toEqual([200, "", []]);
  });

  /** Lambda takes 6 MB a call, an HTTP API 10 MB (Lambda quotas; HTTP API quotas): what reaches the function is refused, whatever it is. */
  describe.each(DOORS)("%s", (_, open) => {
    test.each([64 * 1024, 4_400_000, 6_000_000, 8_000_000, 10_485_760])(
      "refuses a body of %d bytes, whatever length was told",
      async (size) => {
        const door = await open();
        const before = await door.done();
        for (const more of ["x", "%25"]) {
          const answer = await pageHandler(door)(posting(door.link, `${await door.form()}&more=${more.repeat(size / more.length)}`));
          expect([answer.statusCode, answer.headers?.["content-type"], answer.body]).toEqual([
            413,
            "text/html; charset=UTF-8",
            expect.stringContaining("too long"),
          ]);
        }
        expect([await door.done(), door.faults]).toEqual([before, []]);
      },
    );
  });

  test.each([
    ["a method that fetch cannot carry", { requestContext: withMethod(ORIGIN, "TRACE") }, 405],
    ["a method that is none", { requestContext: withMethod(ORIGIN, "a b") }, 405],
    ["a body with GET", { body: "verdict=approve" }, 200],
    ["a body that is no base64", { body: "%%%", isBase64Encoded: true, requestContext: withMethod(ORIGIN, "POST") }, 403],
    ["no headers", { headers: undefined }, 200],
    ["headers and cookies that HTTP does not know", { headers: { "a b": "c", "user-agent": "é日\n\0" }, cookies: ["a=\n", "日=本"] }, 200],
    ["no query", { rawQueryString: undefined }, 200],
    ["a query that is none", { rawQueryString: "%&=%zz&#?" }, 200],
    ["no path", { rawPath: undefined }, 400],
    ["a path that is none", { rawPath: "@evil.example/" }, 400],
    ["no context", { requestContext: undefined }, 400],
  ])("answers %s", async (_, change, status) => {
    const door = await decidingDoor();
    const answer = await pageHandler(door)(eventOf(door.link, change));
    expect(answer.statusCode).toBe(status);
    const headers = new Headers(Object.entries(answer.headers ?? {}).map(([name, value]) => [name, String(value)]));
    expect([headers.get("cache-control"), headers.get("referrer-policy")]).toEqual(["no-store", "no-referrer"]);
    expect([await door.done(), door.faults]).toEqual([[], []]);
  });

  test.each([null, undefined, 1, "", [], {}])("answers %j, which is no event", async (event) => {
    const { statusCode, headers } = await pageHandler(await decidingDoor())(event);
    expect([statusCode, headers?.["Cache-Control"], headers?.["Referrer-Policy"]]).toEqual([400, "no-store", "no-referrer"]);
  });
});

/** What API Gateway may hand over, and more. */
function anyEvent(link: string) {
  const { pathname } = new URL(link);
  const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }));
  const paths = fc.oneof(
    fc.constant(pathname),
    text.map((end) => `${pathname}${end}`),
    fc.webPath().map((path) => `/${path}`),
    fc.constantFrom("/", "//", "/r", "/restore/x", "/reviews", "/reviews/review-1", "/sign-in", "/signed-in", "/sign-out", "/%", "/r/%zz"),
  );
  const names = fc.oneof(fc.constantFrom("origin", "sec-fetch-site", "sec-fetch-mode", "cookie", "content-length", "host"), text);
  return fc.record(
    {
      rawPath: paths,
      rawQueryString: fc.oneof(fc.webQueryParameters(), text, fc.constant("state=aaaaaaaaaaaaaaaaaaaa&code=x")),
      cookies: fc.array(
        fc.oneof(
          text,
          text.map((value) => `__Host-whittle-session=${value}`),
          text.map((value) => `__Host-whittle-sign-in-aaaaaaaaaaaaaaaa=${value}`),
        ),
      ),
      headers: fc.dictionary(names, fc.oneof(text, fc.constantFrom("same-origin", "cross-site", "navigate", "0", "9999999999"))),
      requestContext: fc
        .oneof(fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"), text)
        .map((method) => withMethod(link, method)),
      body: fc.oneof(text, fc.webQueryParameters(), fc.base64String()),
      isBase64Encoded: fc.boolean(),
    },
    { requiredKeys: ["rawPath", "requestContext"] },
  );
}

describe("made-up events: no fault, nothing done, nothing logged", () => {
  let openId: TestOpenId;
  const logged: string[] = [];
  beforeAll(async () => {
    openId = await openTestOpenId(PEOPLE, () => [`${ORIGIN}/signed-in`]);
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, "write").mockImplementation((line) => logged.push(String(line)) > 0);
  });
  afterAll(() => {
    vi.restoreAllMocks();
    openId.close();
  });

  test.each(DOORS)(
    "at %s",
    async (_, openDoor) => {
      const door = await openDoor();
      const app = approvalApp(door.ports, reportFault("approval-page"));
      await tryAll(pageHandler(app), door.link);
      expect([await door.done(), logged]).toEqual([[], []]);
    },
    240_000,
  );

  test("where approvers sign in", async () => {
    const signIn = signInAt(openId);
    const { ports, link, reviewId } = await askedBySignIn(signIn);
    const before = await ports.store.get(reviewId);
    const app = approvalApp({ ...ports, signIn }, reportFault("approval-page"));
    await tryAll(pageHandler(app), link);
    expect([await ports.store.get(reviewId), logged]).toEqual([before, []]);
  }, 240_000);

  test("somebody who signed in as nobody who may decide gets no further", async () => {
    const signIn = signInAt(openId);
    const { ports, link, reviewId, visitor } = await askedBySignIn(signIn);
    const cat = visitor();
    await openAs(cat, "cat", link);
    const cookies = [...(cat.cookies.get(ORIGIN) ?? [])].map((pair) => pair.join("="));
    const handler = pageHandler(approvalApp({ ...ports, signIn }, reportFault("approval-page")));
    const before = await ports.store.get(reviewId);
    for (const event of [eventOf(link, { cookies }), { ...posting(link, "verdict=approve"), cookies }])
      expect((await handler(event)).statusCode).toBe(403);
    expect([await ports.store.get(reviewId), logged]).toEqual([before, []]);
  });

  async function tryAll(handler: ReturnType<typeof pageHandler>, link: string): Promise<void> {
    await fc.assert(
      fc.asyncProperty(anyEvent(link), async (change) => {
        const { statusCode = 0 } = await handler(eventOf(link, change));
        expect(statusCode).toBeLessThan(500);
      }),
      runs(10_000),
    );
  }
});

test("hands every cookie of the browser to the page", async () => {
  const fetch = (request: Request) => new Response(request.headers.get("cookie"));
  const { body } = await pageHandler({ fetch })(eventOf(`${ORIGIN}/`, { cookies: ["session=one", "transaction=two"] }));
  expect(body).toBe("session=one; transaction=two");
});

describe("an event of the gateway", () => {
  /** The request that the page gets for it, and what becomes of the page's answer. */
  async function handed(change: Readonly<Record<string, unknown>>, answer = new Response("ok")) {
    const requests: {
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }[] = [];
    const fetch = async (request: Request) => {
      requests.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body: await request.text() });
      return answer;
    };
    const result = await pageHandler({ fetch })(eventOf(`${ORIGIN}/r/x`, change));
    return { result, request: requests[0] };
  }
  const of = (method: string) => ({ domainName: "page.example", http: { method } });

  test.each([
    ["GET", "GET"],
    ["HEAD", "HEAD"],
    ["POST", "POST"],
    ["DELETE", "DELETE"],
    ["TRACE", "PUT"],
    ["get it", "PUT"],
  ])("of the method %s comes to the page as %s", async (method, expected) => {
    expect((await handed({ requestContext: of(method) })).request?.method).toBe(expected);
  });

  test("comes with its path, its query, and the headers that HTTP knows, but for the length of what the gateway sent", async () => {
    const headers = { "x-fine": "a b", "content-length": "3", "Content-Length": "3", "bad name": "x", "x-bad": "ü", "x-worse": "a\nb" };
    const { request } = await handed({ rawQueryString: "action=s3:GetObject", headers, requestContext: of("POST"), body: "größer" });
    expect(request).toMatchObject({ url: `${ORIGIN}/r/x?action=s3:GetObject`, body: "größer", headers: { "x-fine": "a b" } });
    for (const name of ["content-length", "bad name", "x-bad", "x-worse"]) expect(request?.headers).not.toHaveProperty(name);
  });

  test("has its answer with every cookie apart, and its status and headers", async () => {
    const answer = new Response("body", { status: 409, headers: { "x-a": "b" } });
    for (const cookie of ["one=1; Path=/", "two=2; Expires=Wed, 01 Jan 2030 00:00:00 GMT"]) answer.headers.append("set-cookie", cookie);
    const { result } = await handed({}, answer);
    expect(result).toMatchObject({
      statusCode: 409,
      body: "body",
      cookies: ["one=1; Path=/", "two=2; Expires=Wed, 01 Jan 2030 00:00:00 GMT"],
    });
    expect(result.headers).toMatchObject({ "x-a": "b" });
    expect(result.headers).not.toHaveProperty("set-cookie");
  });

  test.each<[string, unknown]>([
    ["that is none", {}],
    ["without a path", eventOf(`${ORIGIN}/`, { rawPath: "" })],
    ["whose host makes no address", eventOf(`${ORIGIN}/`, { requestContext: { domainName: "a b", http: { method: "GET" } } })],
  ])("%s is refused before the page sees it, with headers that let nothing run", async (_, event) => {
    const result = await pageHandler({ fetch: () => Promise.reject(new Error("unused")) })(event);
    expect(result).toMatchObject({ statusCode: 400, body: "" });
    expect(result.headers).toMatchObject({
      "Cache-Control": "no-store",
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
      "Content-Type": "text/plain; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
    });
  });
});
