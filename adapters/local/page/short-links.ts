import { randomBytes } from "node:crypto";

export type Fetch = (request: Request) => Response | Promise<Response>;

const BYTES = 16;

/** Short names, of 128 random bits, for the page's long signed links; they live and die with the process. */
export function shortLinks(url: string) {
  const links = new Map<string, string>();
  return {
    shorten(link: string): string {
      const path = `/go/${randomBytes(BYTES).toString("base64url")}`;
      links.set(path, link);
      return `${url}${path}`;
    },
    /** Answers a short link with the long one, and hands all else on. */
    leadingTo(fetch: Fetch): Fetch {
      return (request) => {
        const link = links.get(new URL(request.url).pathname);
        if (link === undefined || request.method !== "GET") return fetch(request);
        return new Response(null, {
          status: 303,
          headers: { location: link, "cache-control": "no-store", "referrer-policy": "no-referrer" },
        });
      };
    },
  };
}
