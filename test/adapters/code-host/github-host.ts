import { createHash, type KeyObject, verify } from "node:crypto";
import { base64, type Call, fromBase64, type Held, type Reply, startHost } from "./stand-in.ts";

const NOT_FOUND: Reply = { status: 404, body: { message: "Not Found" } };
const invalid = (message: string): Reply => ({ status: 422, body: { message: "Validation Failed", errors: [{ message }] } });
const shaOf = (text: string) => createHash("sha1").update(text).digest("hex");

/** Stands for GitHub's REST API, by the fields of its published description (rest-api-description, api.github.com). */
export function startGitHub(app?: StandInApp) {
  return startHost({ prefix: "/api/v3", token: bearer, answer, before: (call, headers) => app && answerApp(call, headers, app) });
}

/** An app that is installed on acme/infra alone. It gives out the token that the stand-in knows. */
export interface StandInApp {
  readonly id: string;
  readonly publicKey: KeyObject;
  /** What was asked for with each token. */
  readonly asked: unknown[];
}

const INSTALLATION = 77;

function bearer(headers: Headers): string | null {
  return headers.get("authorization")?.replace(/^Bearer /, "") ?? null;
}

function answerApp(call: Call, headers: Headers, app: StandInApp): Reply | undefined {
  const installed = /^\/repos\/(.+)\/installation$/.exec(call.path)?.[1];
  const isToken = call.path === `/app/installations/${INSTALLATION}/access_tokens`;
  if (installed === undefined && !isToken) return undefined;
  if (!isSignedBy(app, bearer(headers) ?? "")) return { status: 401, body: { message: "A JSON web token could not be decoded" } };
  if (installed !== undefined) return installed === "acme/infra" ? { status: 200, body: { id: INSTALLATION } } : NOT_FOUND;
  app.asked.push(call.body);
  return { status: 201, body: { token: "secret-token", expires_at: "2026-11-28T13:00:00Z" } };
}

/** RS256 over header and claims, by the app, for at most ten minutes (GitHub documentation, "Generating a JSON Web Token for a GitHub App"). */
function isSignedBy({ id, publicKey }: StandInApp, token: string): boolean {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const said = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  if (!verify("RSA-SHA256", Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, "base64url"))) return false;
  const { alg } = said(header);
  const { iat, exp, iss } = said(claims);
  return alg === "RS256" && iss === id && Number(exp) - Number(iat) <= 600;
}

function answer(call: Call, held: Held, origin: string): Reply {
  const rest = /^\/repos\/acme\/infra(\/.*)?$/.exec(call.path);
  if (!rest) return NOT_FOUND;
  const path = rest[1] ?? "";
  const [, kind = "", ...names] = path.split("/");
  const name = decodeURIComponent(names.join("/"));
  switch (`${call.method} ${kind}`) {
    case "GET ":
      return { status: 200, body: { full_name: "acme/infra", default_branch: "main" } };
    case "GET git":
      return held.branches.has(name.slice("ref/heads/".length))
        ? { status: 200, body: { object: { type: "commit", sha: "abc" } } }
        : NOT_FOUND;
    case "POST git":
      return makeBranch(call, held);
    case "GET contents":
      return readFile(name, call, held);
    case "PUT contents":
      return writeFile(name, call, held);
    case "GET pulls":
      return name === "" ? { status: 200, body: pulls(call, held, origin) } : one(pull(Number(name), held, origin));
    case "POST pulls":
      return openPull(call, held, origin);
    case "GET issues":
      return name === ""
        ? { status: 200, body: held.issues.map((_, at) => issue(at + 1, held, origin)) }
        : one(issue(Number(name), held, origin));
    case "POST issues":
      held.issues.push({ title: String(call.body.title), body: String(call.body.body), state: "open" });
      return { status: 201, body: issue(held.issues.length, held, origin) };
    default:
      return NOT_FOUND;
  }
}

function one(body: unknown): Reply {
  return body === undefined ? NOT_FOUND : { status: 200, body };
}

function makeBranch({ body }: Call, held: Held): Reply {
  const branch = String(body.ref).slice("refs/heads/".length);
  if (held.branches.has(branch)) return { status: 422, body: { message: "Reference already exists" } };
  held.branches.add(branch);
  for (const [key, text] of [...held.files]) if (key.startsWith("main:")) held.files.set(`${branch}:${key.slice(5)}`, text);
  return { status: 201, body: { ref: body.ref } };
}

function readFile(file: string, { query }: Call, held: Held): Reply {
  const text = held.files.get(`${query.get("ref")}:${file}`);
  // GitHub breaks the lines of base64.
  return text === undefined
    ? NOT_FOUND
    : { status: 200, body: { type: "file", sha: shaOf(text), content: base64(text).replace(/.{60}/g, "$&\n") } };
}

function writeFile(file: string, { body }: Call, held: Held): Reply {
  const key = `${body.branch}:${file}`;
  const there = held.files.get(key);
  if (there !== undefined && body.sha === undefined) return invalid(`"sha" wasn't supplied.`);
  if (there !== undefined && body.sha !== shaOf(there)) return { status: 409, body: { message: `${file} does not match ${body.sha}` } };
  held.files.set(key, fromBase64(body.content));
  return { status: there === undefined ? 201 : 200, body: { content: {}, commit: {} } };
}

function openPull({ body }: Call, held: Held, origin: string): Reply {
  const branch = String(body.head);
  if (held.requests.some((request) => request.branch === branch && request.state === "open"))
    return invalid(`A pull request already exists for acme:${branch}.`);
  held.requests.push({ title: String(body.title), body: String(body.body), branch, state: "open" });
  return { status: 201, body: pull(held.requests.length, held, origin) };
}

function pulls({ query }: Call, held: Held, origin: string): readonly unknown[] {
  return held.requests.flatMap(({ branch }, at) => (query.get("head") === `acme:${branch}` ? [pull(at + 1, held, origin)] : []));
}

function pull(number: number, held: Held, origin: string): unknown {
  const found = held.requests[number - 1];
  return (
    found && {
      number,
      html_url: `${origin}/acme/infra/pull/${number}`,
      state: found.state === "open" ? "open" : "closed",
      merged: found.state === "merged",
      head: { ref: found.branch, repo: { id: found.isOfFork ? 2 : 1 } },
      base: { ref: "main", repo: { id: 1 } },
    }
  );
}

function issue(number: number, held: Held, origin: string): unknown {
  const found = held.issues[number - 1];
  const isOpen = found?.state === "open";
  return (
    found && {
      number,
      html_url: `${origin}/acme/infra/issues/${number}`,
      body: found.body,
      state: isOpen ? "open" : "closed",
      state_reason: isOpen ? null : found.state,
    }
  );
}
