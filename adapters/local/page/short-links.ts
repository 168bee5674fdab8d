import { randomBytes, timingSafeEqual } from "node:crypto";
import { BARE_HEADERS } from "#core/web/headers.ts";

export type Fetch = (request: Request) => Response | Promise<Response>;

const BYTES = 16;
const COOKIE = "whittle-run";

/** What a link's own signature opens. Everything else lists other reviews, and any user of this machine can reach the port. */
const SIGNED = /^\/(?:r|restore)\//;

/**
 * Short names, of 128 random bits, for the page's long signed links; they live and die with the process. Whoever opens one is the
 * person at the terminal, and their browser gets this run's token.
 */
export function shortLinks(url: string) {
  const links = new Map<string, string>();
  const token = randomBytes(BYTES).toString("base64url");
  const cookie = `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict`;
  return {
    shorten(link: string): string {
      const path = `/go/${randomBytes(BYTES).toString("base64url")}`;
      links.set(path, link);
      return `${url}${path}`;
    },
    /** Hands on what a signed link opens, and all else only for a browser that holds this run's token. */
    onlyOwn(fetch: Fetch): Fetch {
      return (request) => (SIGNED.test(new URL(request.url).pathname) || holdsToken(request, token) ? fetch(request) : refusal());
    },
    /** Answers a short link with the long one, and hands all else on. */
    leadingTo(fetch: Fetch): Fetch {
      return (request) => {
        const link = links.get(new URL(request.url).pathname);
        if (link === undefined || request.method !== "GET") return fetch(request);
        return new Response(null, {
          status: 303,
          headers: { location: link, "set-cookie": cookie, "cache-control": "no-store", "referrer-policy": "no-referrer" },
        });
      };
    },
  };
}

function holdsToken(request: Request, token: string): boolean {
  const cookies = (request.headers.get("cookie") ?? "").split(/; */);
  const given = Buffer.from(cookies.find((each) => each.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? "");
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function refusal(): Response {
  return new Response("Open the link that whittle printed in its terminal.\n", { status: 403, headers: { ...BARE_HEADERS } });
}
