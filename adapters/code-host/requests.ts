import * as v from "valibot";
import { plain } from "#core/messages/text.ts";
import { CodeHostBusyError, CodeHostRefusedError } from "#core/review/errors.ts";

export interface HostRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** Behind the API's address, encoded. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Answers that are no failure here, besides success. */
  readonly expected?: readonly number[];
}

export interface HostAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One call of a host's API. Throws CodeHostBusyError where the same call may succeed later, and CodeHostRefusedError where it does not. */
export type SendRequest = (request: HostRequest) => Promise<HostAnswer>;

export interface RequestSettings {
  /** GitHub or GitLab. */
  readonly name: string;
  readonly api: string;
  readonly headers: (token: string) => Readonly<Record<string, string>>;
  readonly readToken: () => Promise<string>;
  readonly now: () => number;
}

const PATIENCE_MS = 10_000;
const MOST_SAID = 300;

/**
 * Calls with a token that is read when it is first needed, kept in memory, and read again once the host knows it no more. Redirects are not
 * followed: they would take the token elsewhere.
 */
export function hostRequests(settings: RequestSettings): SendRequest {
  const { api, headers, readToken } = settings;
  let token: string | undefined;

  async function call({ method, path, body }: HostRequest): Promise<Response | "unreachable"> {
    token ??= oneWord(await readToken());
    try {
      return await fetch(`${api}${path}`, {
        method,
        headers: { "user-agent": "whittle", "content-type": "application/json", ...headers(token) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch {
      return "unreachable";
    }
  }

  /** A token that was kept may have been replaced since. */
  async function callAgainWhereStale(request: HostRequest): Promise<Response | "unreachable"> {
    const isKept = token !== undefined;
    const response = await call(request);
    if (response === "unreachable" || response.status !== 401) return response;
    token = undefined;
    return isKept ? await call(request) : response;
  }

  return async (request) => {
    const response = await callAgainWhereStale(request);
    const operation = `${settings.name} ${request.method} ${request.path.replace(/\?.*/, "")}`;
    if (response === "unreachable") throw new CodeHostBusyError(operation, "it could not be reached");
    const retrySeconds = busySeconds(response, settings.now());
    if (retrySeconds !== undefined) throw new CodeHostBusyError(operation, `it answered ${response.status}`, retrySeconds);
    const answer = { status: response.status, body: await bodyOf(response) };
    if (response.ok || request.expected?.includes(response.status)) return answer;
    throw new CodeHostRefusedError(operation, `${response.status}${saidIn(answer.body)}`, adviceFor(response.status));
  };
}

/** What a header cannot carry would look like a host that cannot be reached, for hours. */
function oneWord(secret: string): string {
  const token = secret.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CodeHostRefusedError(
    "Reading the secret that CodeTokenArn names",
    "it holds no token",
    "Put in the token alone, as plain text.",
  );
}

/**
 * Seconds that a busy host asks for, 0 where it does not say; undefined where it is not busy. GitHub limits with 403 or 429, and says so with
 * `retry-after`, or with no requests left until `x-ratelimit-reset` (GitHub REST API, "Rate limits for the REST API"); GitLab with 429.
 */
function busySeconds({ status, headers }: Response, now: number): number | undefined {
  const after = headers.get("retry-after");
  const isSpent = headers.get("x-ratelimit-remaining") === "0";
  const isLimited = status === 429 || (status === 403 && (after !== null || isSpent));
  if (!isLimited && status < 500 && status !== 409 && status !== 408) return undefined;
  if (after !== null) return secondsOf(Number(after));
  return isSpent ? secondsOf(Number(headers.get("x-ratelimit-reset")) - now / 1000) : 0;
}

function secondsOf(seconds: number): number {
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : 0;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch {
    return undefined;
  }
}

const Said = v.looseObject({ message: v.union([v.string(), v.looseObject({})]) });

/** What the host says, as one line; it may repeat names of others. */
function saidIn(body: unknown): string {
  const said = v.safeParse(Said, body);
  if (!said.success) return "";
  const { message } = said.output;
  return ` (${plain(typeof message === "string" ? message : JSON.stringify(message), MOST_SAID)})`;
}

function adviceFor(status: number): string {
  if (status === 401) return "Put a valid token into the secret that CodeTokenArn names.";
  if (status === 403) return "Give the token the rights that docs/operators.md lists, for this repository.";
  if (status === 404) return "Check the repository's name in whittle:repo or CodeRepositories, and that the token may see it.";
  if (status >= 300 && status < 400) return "The repository was moved: correct its name in whittle:repo or CodeRepositories.";
  return "Check the repository's rules, such as protected branches, and what the token may do.";
}

/** Reads an answer. Throws CodeHostRefusedError where it is not of this form. */
export function readAnswer<S extends v.GenericSchema>(schema: S, { body }: HostAnswer, operation: string): v.InferOutput<S> {
  const read = v.safeParse(schema, body);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const where = v.getDotPath(issue) ?? "the whole answer";
  throw new CodeHostRefusedError(
    operation,
    `its answer cannot be read (${where})`,
    "Check that CodeHost is the address of a GitHub or GitLab.",
  );
}

/** An address that may stand in a message. */
export const WebAddress = v.pipe(v.string(), v.regex(/^https?:\/\/[\x21-\x7e]+$/));

/** Is it the same text? Hosts may end lines in their own way. What others wrote, even with a review's id in it, is not what was approved. */
export function isSameText(text: string | null | undefined, wanted: string): boolean {
  return text?.replaceAll(/\s+/g, " ").trim() === wanted.replaceAll(/\s+/g, " ").trim();
}

/** A path with each of its names encoded. */
export function encodedPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
