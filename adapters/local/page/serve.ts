import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { WhittleError } from "#core/errors.ts";
import { BARE_HEADERS } from "#core/web/headers.ts";
import { type Fetch, shortLinks } from "./short-links.ts";

/** No port of this machine could be opened for the page. */
class PageNotServedError extends WhittleError {
  readonly code = "page-not-served";
  constructor(because: string) {
    super(`The approval page could not be served on 127.0.0.1: ${because}`);
  }
}

export interface ServedPage {
  /** `http://127.0.0.1:8765` */
  readonly url: string;
  /** A link of this page in few enough letters for a terminal: it leads on to the whole one. Nobody can guess it. */
  shorten(link: string): string;
  /** Where nobody signs in: shows what no signed link opens, such as the list of reviews, only to a browser that opened a short link. */
  onlyOwn(fetch: Fetch): Fetch;
  close(): void;
}

const USUAL_PORT = 8765;
const MOST_BODY_BYTES = 64 * 1024;

/** Opens the page's port on this machine alone: the usual one, or a free one where that is taken. Throws PageNotServedError. */
export async function openPage(): Promise<ServedPage & { answerWith(fetch: Fetch): void }> {
  const server = createServer();
  const port = (await listen(server, USUAL_PORT)) ?? (await listen(server, 0));
  if (port === undefined) throw new PageNotServedError("no port is free.");
  const url = `http://127.0.0.1:${port}`;
  const links = shortLinks(url);
  return {
    url,
    shorten: links.shorten,
    onlyOwn: links.onlyOwn,
    answerWith: (fetch) =>
      void server.on(
        "request",
        (request, response) => void answer(request, response, url, links.leadingTo(fetch)).catch(() => onFault(response)),
      ),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      "code" in error && error.code === "EADDRINUSE" ? resolve(undefined) : reject(new PageNotServedError(error.message)),
    );
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.removeAllListeners("error");
      resolve(typeof address === "object" ? address?.port : undefined);
    });
  });
}

/** Another name for this address would let a foreign page read along (DNS rebinding): only the page's own names are answered. */
async function answer(request: IncomingMessage, response: ServerResponse, url: string, fetch: Fetch): Promise<void> {
  const own = [new URL(url).host, `localhost:${new URL(url).port}`];
  const target = URL.parse(`${url}${request.url ?? "/"}`);
  if (!own.includes(request.headers.host ?? "")) return end(response, 421);
  if (target?.origin !== url) return end(response, 400);
  const body = await readBody(request);
  if (body === undefined) return end(response, 413);
  const { headers, method = "GET" } = request;
  const sent = Object.entries(headers).flatMap(([name, value]): [string, string][] => (typeof value === "string" ? [[name, value]] : []));
  const reply = await fetch(new Request(target, { method, headers: sent, ...(method === "GET" || method === "HEAD" ? {} : { body }) }));
  response.writeHead(reply.status, [...reply.headers].flat());
  response.end(method === "HEAD" ? undefined : Buffer.from(await reply.arrayBuffer()));
}

/** A request that cannot even be read is the sender's fault, and no reason to stop serving. */
function onFault(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else end(response, 400);
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...BARE_HEADERS, connection: "close" });
  response.end();
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) return undefined;
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks).toString("utf8");
}
