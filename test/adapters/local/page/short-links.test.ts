import { describe, expect, test } from "vitest";
import { shortLinks } from "#adapters/local/page/short-links.ts";

const URL_OF_PAGE = "http://127.0.0.1:8765";
const LONG = `${URL_OF_PAGE}/r/claims.signature`;
const handedOn = () => new Response("handed on");
const isHandedOn = async (answer: Response | Promise<Response>) => (await (await answer).text()) === "handed on";

describe("a short link", () => {
  const links = shortLinks(URL_OF_PAGE);
  const fetch = links.leadingTo(handedOn);

  test("is of 128 random bits, another each time", () => {
    const made = Array.from({ length: 20 }, () => links.shorten(LONG));
    for (const link of made) expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8765\/go\/[\w-]{22}$/);
    expect(new Set(made).size).toBe(20);
  });

  test("leads on to the whole one, which no cache and no other page gets to know, and gives the run's token to the browser alone", async () => {
    const { status, headers } = await fetch(new Request(links.shorten(LONG)));
    expect(status).toBe(303);
    expect(Object.fromEntries(headers)).toEqual({
      location: LONG,
      "set-cookie": expect.stringMatching(/^whittle-run=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict$/),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
    });
  });

  test.each<[string, () => Request]>([
    ["another path", () => new Request(`${URL_OF_PAGE}/go/${"a".repeat(22)}`)],
    ["a form that is sent to it", () => new Request(links.shorten(LONG), { method: "POST", body: "verdict=approve" })],
    ["a link of another run", () => new Request(shortLinks(URL_OF_PAGE).shorten(LONG))],
  ])("is not what %s is: it is handed on", async (_, request) => {
    expect(await isHandedOn(fetch(request()))).toBe(true);
  });
});

describe("what no signed link opens", () => {
  const links = shortLinks(URL_OF_PAGE);
  const own = links.onlyOwn(handedOn);
  const ask = async (path: string, cookie?: string) =>
    await isHandedOn(own(new Request(`${URL_OF_PAGE}${path}`, cookie === undefined ? {} : { headers: { cookie } })));
  const given = async () => {
    const { headers } = await links.leadingTo(handedOn)(new Request(links.shorten(LONG)));
    return headers.get("set-cookie")?.split(";")[0] ?? "";
  };

  test("is open to the browser that opened a short link, whatever other cookies it has", async () => {
    const cookie = await given();
    expect(await ask("/reviews", cookie)).toBe(true);
    expect(await ask("/reviews", `theme=dark; ${cookie};lang=en`)).toBe(true);
  });

  test.each<[string, (cookie: string) => string | undefined]>([
    ["none", () => undefined],
    ["a token of the same length", (cookie) => cookie.replace(/=.*/, (value) => `=${"A".repeat(value.length - 1)}`)],
    ["a token that goes on", (cookie) => `${cookie}A`],
    ["an empty token", () => "whittle-run="],
    ["the token under another name", (cookie) => `x-${cookie}`],
  ])("is closed to a browser with %s", async (_, changed) => {
    expect(await ask("/reviews", changed(await given()))).toBe(false);
    expect((await own(new Request(`${URL_OF_PAGE}/reviews`))).status).toBe(403);
  });

  test("is not what a signed link opens: that is open to whoever has it", async () => {
    expect([await ask("/r/claims.signature"), await ask("/restore/claims.signature"), await ask("/reviews/r/"), await ask("/")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
