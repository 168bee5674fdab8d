import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer that takes the place of the next one. */
export interface Fault {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Only for calls of this method. */
  readonly method?: string;
  /** The call takes effect, and its answer is lost. */
  readonly isLate?: boolean;
}

export interface Call {
  readonly method: string;
  /** Decoded only as far as the host does: `%2F` stays. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/** What a host holds, seen from outside of its API. */
export interface Held {
  /** Text by branch and path, `main:policy.json`. */
  readonly files: Map<string, string>;
  readonly branches: Set<string>;
  readonly requests: { title: string; body: string; branch: string; state: "open" | "closed" | "merged"; isOfFork?: boolean }[];
  readonly issues: { title: string; body: string; state: "open" | "completed" | "not_planned" }[];
}

export type Answering = (call: Call, held: Held, origin: string) => Reply;

/** A host on this machine, as far as Whittle calls it. It knows the repository acme/infra and one token. */
export async function startHost({
  prefix,
  token,
  answer,
  before = () => undefined,
}: {
  prefix: string;
  token: (headers: Headers) => string | null;
  answer: Answering;
  /** Calls that are made with something else than the token: their answer, or undefined for all others. */
  before?: (call: Call, headers: Headers) => Reply | undefined;
}) {
  const held: Held = { files: new Map(), branches: new Set(["main"]), requests: [], issues: [] };
  const faults: Fault[] = [];
  const calls: string[] = [];
  const valid = { token: "secret-token" };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    const text = Buffer.concat(chunks).toString("utf8");
    const method = request.method ?? "";
    const call = { method, path: url.pathname.slice(prefix.length), query: url.searchParams, body: text === "" ? {} : JSON.parse(text) };
    calls.push(`${method} ${call.path}`);
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const isKnown = token(headers) === valid.token;
    const at = faults.findIndex((fault) => fault.method === undefined || fault.method === method);
    const [fault] = at === -1 ? [] : faults.splice(at, 1);
    const answered = (): Reply =>
      isKnown ? answer(call, held, "https://code.example") : { status: 401, body: { message: "Bad credentials" } };
    const reply = fault && !fault.isLate ? undefined : (before(call, headers) ?? answered());
    const sent = fault ?? reply ?? { status: 500 };
    response.writeHead(sent.status, { "content-type": "application/json", ...fault?.headers }).end(JSON.stringify(sent.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = addressOf(server.address());
  return { api: `http://127.0.0.1:${port}${prefix}`, host: `127.0.0.1:${port}`, held, faults, calls, valid, close: () => server.close() };
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address;
}

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
export const fromBase64 = (text: unknown): string => Buffer.from(String(text), "base64").toString("utf8");
