import { request as httpRequest } from "node:http";

/** Answers for one origin without a network. */
export type Site = (request: Request) => Response | Promise<Response>;

export interface Answer {
  readonly status: number;
  readonly url: string;
  readonly html: string;
  readonly headers: Headers;
}

/** What a browser does with cookies and redirects, and nothing else: a person who goes from the page to the provider and back. */
export class Visitor {
  readonly cookies = new Map<string, Map<string, string>>();
  readonly visited: string[] = [];
  readonly #sites: Readonly<Record<string, Site>>;

  constructor(sites: Readonly<Record<string, Site>>) {
    this.#sites = sites;
  }

  open(url: string): Promise<Answer> {
    return this.#go(url, { method: "GET" });
  }

  post(url: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    const headers = { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" };
    return this.#go(url, { method: "POST", body: new URLSearchParams(fields).toString(), headers });
  }

  /** One request, and no redirect followed. */
  async request(url: string, init: RequestInit = {}): Promise<Response> {
    this.visited.push(url);
    const { origin } = new URL(url);
    const jar = this.cookies.get(origin) ?? new Map<string, string>();
    this.cookies.set(origin, jar);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set("cookie", [...jar].map((pair) => pair.join("=")).join("; "));
    const request = new Request(url, { ...init, headers, redirect: "manual" });
    const response = await (this.#sites[origin] ?? overHttp)(request);
    for (const cookie of response.headers.getSetCookie()) keep(jar, cookie);
    return response;
  }

  async #go(url: string, init: RequestInit): Promise<Answer> {
    const response = await this.request(url, init);
    const location = response.headers.get("location");
    if (location !== null && response.status >= 300 && response.status < 400) return this.open(new URL(location, url).href);
    return { status: response.status, url, html: await response.text(), headers: response.headers };
  }
}

function keep(jar: Map<string, string>, cookie: string): void {
  const [pair = "", ...attributes] = cookie.split(";").map((part) => part.trim());
  const [name = "", ...value] = pair.split("=");
  const isOver = attributes.some((attribute) => attribute.toLowerCase() === "max-age=0" || /^expires=.*1970/i.test(attribute));
  if (isOver) jar.delete(name);
  else jar.set(name, value.join("="));
}

/** The request as it is: `fetch` would add headers that say that a script sent it. */
async function overHttp(request: Request): Promise<Response> {
  const body = await request.text();
  return new Promise((resolve, reject) => {
    const { method, headers } = request;
    const sent = httpRequest(request.url, { method, headers: Object.fromEntries(headers) }, async (answer) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      const given = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      );
      resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 0, headers: given }));
    });
    sent.on("error", reject).end(body);
  });
}
