import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as v from "valibot";
import { BARE_HEADERS } from "#core/web/headers.ts";

/** An HTTP API's event as far as the page reads it (API Gateway Developer Guide, "payload format version 2.0"). */
const PageEvent = v.object({
  rawPath: v.pipe(v.string(), v.startsWith("/")),
  rawQueryString: v.optional(v.string(), ""),
  cookies: v.optional(v.array(v.string()), []),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  requestContext: v.object({ domainName: v.string(), http: v.object({ method: v.string() }) }),
  body: v.optional(v.string()),
  isBase64Encoded: v.optional(v.boolean(), false),
});

type PageEvent = v.InferOutput<typeof PageEvent>;

/**
 * A page behind an HTTP API. Whatever a sender may put into a request becomes one that the page can answer, and nothing of it is
 * logged here: its path holds the link's signature. What is no such event at all gets 400.
 */
export function pageHandler({ fetch }: { fetch(request: Request): Response | Promise<Response> }) {
  return async (event: unknown): Promise<APIGatewayProxyStructuredResultV2> => {
    const request = v.is(PageEvent, event) ? requestOf(v.parse(PageEvent, event)) : undefined;
    return request ? resultOf(await fetch(request)) : { statusCode: 400, headers: { ...BARE_HEADERS }, body: "" };
  };
}

/** Methods that a request can carry. The page refuses all but three; one that cannot be carried is refused alike, as PUT. */
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Undefined where path and query make no address. */
function requestOf({ rawPath, rawQueryString, requestContext, body, isBase64Encoded, ...rest }: PageEvent): Request | undefined {
  const url = URL.parse(`https://${requestContext.domainName}${rawPath}${rawQueryString === "" ? "" : `?${rawQueryString}`}`);
  if (!url) return undefined;
  const method = METHODS.has(requestContext.http.method) ? requestContext.http.method : "PUT";
  const hasBody = body !== undefined && method !== "GET" && method !== "HEAD";
  return new Request(url, {
    method,
    headers: headersOf(rest),
    ...(hasBody ? { body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8") } : {}),
  });
}

/** Names and values that HTTP does not know are left out; the length is that of the body as it is here. */
function headersOf({ headers, cookies }: Pick<PageEvent, "headers" | "cookies">): [string, string][] {
  const given = cookies.length === 0 ? headers : { ...headers, cookie: cookies.join("; ") };
  return Object.entries(given).filter(
    ([name, value]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !/[^\t\x20-\x7e]/.test(value) && name.toLowerCase() !== "content-length",
  );
}

async function resultOf(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie"));
  return { statusCode: response.status, headers, cookies: response.headers.getSetCookie(), body: await response.text() };
}
