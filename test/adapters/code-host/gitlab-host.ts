import { base64, type Call, fromBase64, type Held, type Reply, startHost } from "./stand-in.ts";

const NOT_FOUND: Reply = { status: 404, body: { message: "404 Not Found" } };
const refused = (message: string): Reply => ({ status: 400, body: { message } });

/** Stands for GitLab's REST API v4, by the fields of its documentation (Branches, Repository files, Merge requests, Issues API). */
export function startGitLab() {
  return startHost({ prefix: "/api/v4", token: (headers) => headers.get("private-token"), answer });
}

function answer(call: Call, held: Held, origin: string): Reply {
  const rest = /^\/projects\/acme%2Finfra(\/.*)?$/.exec(call.path);
  if (!rest) return NOT_FOUND;
  const [, first = "", second = "", third = ""] = (rest[1] ?? "").split("/");
  const kind = first === "repository" ? second : first;
  const name = decodeURIComponent(first === "repository" ? third : second);
  switch (`${call.method} ${kind}`) {
    case "GET ":
      return { status: 200, body: { path_with_namespace: "acme/infra", default_branch: "main" } };
    case "GET branches":
      return held.branches.has(name) ? { status: 200, body: { name } } : NOT_FOUND;
    case "POST branches":
      return makeBranch(call, held);
    case "GET files":
      return readFile(name, call, held);
    case "POST files":
    case "PUT files":
      return writeFile(name, call, held);
    case "GET merge_requests":
      return name === "" ? { status: 200, body: requests(call, held, origin) } : one(request(Number(name), held, origin));
    case "POST merge_requests":
      return openRequest(call, held, origin);
    case "GET issues":
      return name === ""
        ? { status: 200, body: held.issues.map((_, at) => issue(at + 1, held, origin)) }
        : one(issue(Number(name), held, origin));
    case "POST issues":
      held.issues.push({ title: String(call.body.title), body: String(call.body.description), state: "open" });
      return { status: 201, body: issue(held.issues.length, held, origin) };
    default:
      return NOT_FOUND;
  }
}

function one(body: unknown): Reply {
  return body === undefined ? NOT_FOUND : { status: 200, body };
}

function makeBranch({ query }: Call, held: Held): Reply {
  const branch = query.get("branch") ?? "";
  if (held.branches.has(branch)) return refused("Branch already exists");
  held.branches.add(branch);
  for (const [key, text] of [...held.files]) if (key.startsWith("main:")) held.files.set(`${branch}:${key.slice(5)}`, text);
  return { status: 201, body: { name: branch } };
}

function readFile(file: string, { query }: Call, held: Held): Reply {
  const text = held.files.get(`${query.get("ref")}:${file}`);
  return text === undefined
    ? NOT_FOUND
    : { status: 200, body: { encoding: "base64", content: base64(text), last_commit_id: `c${text.length}` } };
}

function writeFile(file: string, { method, body }: Call, held: Held): Reply {
  const key = `${body.branch}:${file}`;
  const there = held.files.get(key);
  if (method === "POST" && there !== undefined) return refused("A file with this name already exists");
  if (method === "PUT" && body.last_commit_id !== `c${there?.length}`)
    return refused("You are attempting to update a file that has changed");
  held.files.set(key, fromBase64(body.content));
  return { status: method === "POST" ? 201 : 200, body: { file_path: file, branch: body.branch } };
}

function openRequest({ body }: Call, held: Held, origin: string): Reply {
  const branch = String(body.source_branch);
  if (held.requests.some((each) => each.branch === branch && each.state === "open"))
    return { status: 409, body: { message: ["Another open merge request already exists for this source branch: !1"] } };
  held.requests.push({ title: String(body.title), body: String(body.description), branch, state: "open" });
  return { status: 201, body: request(held.requests.length, held, origin) };
}

function requests({ query }: Call, held: Held, origin: string): readonly unknown[] {
  return held.requests.flatMap(({ branch }, at) => (query.get("source_branch") === branch ? [request(at + 1, held, origin)] : []));
}

function request(iid: number, held: Held, origin: string): unknown {
  const found = held.requests[iid - 1];
  const web_url = `${origin}/acme/infra/-/merge_requests/${iid}`;
  const projects = { source_project_id: found?.isOfFork ? 2 : 1, target_project_id: 1 };
  return found && { iid, web_url, ...projects, source_branch: found.branch, state: found.state === "open" ? "opened" : found.state };
}

function issue(iid: number, held: Held, origin: string): unknown {
  const found = held.issues[iid - 1];
  const web_url = `${origin}/acme/infra/-/issues/${iid}`;
  return found && { iid, web_url, description: found.body, state: found.state === "open" ? "opened" : "closed" };
}
