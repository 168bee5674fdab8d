import * as v from "valibot";
import { CodeHostRefusedError } from "#core/review/errors.ts";
import type { CodeHost, CodeRequest, WantedIssue, WantedPullRequest } from "#core/review/ports/code-host.ts";
import { repositoryToken } from "./github-app.ts";
import { encodedPath, hostRequests, isSameText, type RequestSettings, readAnswer, type SendRequest, WebAddress } from "./requests.ts";

const Repository = v.looseObject({ default_branch: v.string() });
const Ref = v.looseObject({ object: v.looseObject({ sha: v.string() }) });
const File = v.looseObject({ sha: v.string(), content: v.string() });
const Opened = v.looseObject({ number: v.number(), html_url: WebAddress });
const RepositoryId = v.looseObject({ id: v.number() });
const Pulls = v.array(
  v.looseObject({
    ...Opened.entries,
    head: v.looseObject({ ref: v.string(), repo: v.nullish(RepositoryId) }),
    base: v.looseObject({ repo: RepositoryId }),
  }),
);
const Pull = v.looseObject({ state: v.picklist(["open", "closed"]), merged: v.boolean() });
const Issue = v.looseObject({ state: v.picklist(["open", "closed"]), state_reason: v.nullish(v.string()) });
const Issues = v.array(v.looseObject({ ...Opened.entries, body: v.nullish(v.string()), pull_request: v.optional(v.unknown()) }));

/** An issue that was opened a moment ago is among the newest. */
const ISSUE_PAGES = [1, 2, 3];

/**
 * GitHub (REST API, version 2022-11-28), also an Enterprise Server of one's own. Token or app need contents, pull requests and issues:
 * write.
 */
export function github(given: Omit<RequestSettings, "name" | "headers">): CodeHost {
  const settings = {
    ...given,
    name: "GitHub",
    headers: (token: string) => ({
      authorization: `Bearer ${token}`,
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
    }),
  };
  /** A token of an app is for one repository alone. */
  const senders = new Map<string, SendRequest>();
  const sendAbout = (repository: string) => {
    const send = senders.get(repository) ?? hostRequests({ ...settings, readToken: () => repositoryToken(settings, repository) });
    senders.set(repository, send);
    return send;
  };
  return {
    kind: "github",
    openPullRequest: (wanted) => openPullRequest(sendAbout(wanted.repository), wanted),
    openIssue: (wanted) => openIssue(sendAbout(wanted.repository), wanted),
    stateOf: (request) => stateOf(sendAbout(request.repository), request),
  };
}

function repoPath(repository: string): string {
  return `/repos/${encodedPath(repository)}`;
}

async function openPullRequest(send: SendRequest, wanted: WantedPullRequest): Promise<CodeRequest | undefined> {
  const { repository, branch, title, body } = wanted;
  const found = await findPullRequest(send, wanted);
  if (found) return found;
  const answer = await send({ method: "GET", path: repoPath(repository) });
  const { default_branch: base } = readAnswer(Repository, answer, "The repository");
  if ((await readFile(send, wanted, base))?.text === wanted.content) return undefined;
  await makeBranch(send, wanted, base);
  await writeFile(send, wanted);
  const opened = await send({
    method: "POST",
    path: `${repoPath(repository)}/pulls`,
    body: { title, body, head: branch, base, maintainer_can_modify: true },
    expected: [422],
  });
  if (opened.status !== 422) return asRequest("pull-request", repository, readAnswer(Opened, opened, "The pull request"));
  // Another delivery may have opened it meanwhile.
  const other = await findPullRequest(send, wanted);
  if (other) return other;
  throw new CodeHostRefusedError("GitHub POST pulls", `422 for the branch ${branch}`, "Check whether the repository takes pull requests.");
}

async function findPullRequest(send: SendRequest, { repository, branch }: WantedPullRequest): Promise<CodeRequest | undefined> {
  const [owner = ""] = repository.split("/");
  const query = new URLSearchParams({ state: "all", head: `${owner}:${branch}`, per_page: "20" });
  const answer = await send({ method: "GET", path: `${repoPath(repository)}/pulls?${query}` });
  const found = readAnswer(Pulls, answer, "The list of pull requests").find(
    // A fork may have a branch of this name, with whatever its owner wrote.
    ({ head, base }) => head.ref === branch && head.repo?.id === base.repo.id,
  );
  return found && asRequest("pull-request", repository, found);
}

/** Does nothing where the branch is there: an earlier try made it. */
async function makeBranch(send: SendRequest, { repository, branch }: WantedPullRequest, base: string): Promise<void> {
  const refs = `${repoPath(repository)}/git`;
  const there = await send({ method: "GET", path: `${refs}/ref/heads/${encodedPath(branch)}`, expected: [404] });
  if (there.status !== 404) return;
  const { object } = readAnswer(Ref, await send({ method: "GET", path: `${refs}/ref/heads/${encodedPath(base)}` }), "The default branch");
  const made = await send({
    method: "POST",
    path: `${refs}/refs`,
    body: { ref: `refs/heads/${branch}`, sha: object.sha },
    expected: [422],
  });
  // Refused because another delivery has made it meanwhile; where it is not there, this throws.
  if (made.status === 422) await send({ method: "GET", path: `${refs}/ref/heads/${encodedPath(branch)}` });
}

async function readFile(
  send: SendRequest,
  { repository, file }: WantedPullRequest,
  branch: string,
): Promise<{ readonly sha: string; readonly text: string } | undefined> {
  const path = `${repoPath(repository)}/contents/${encodedPath(file)}?${new URLSearchParams({ ref: branch })}`;
  const answer = await send({ method: "GET", path, expected: [404] });
  if (answer.status === 404) return undefined;
  const { sha, content } = readAnswer(File, answer, `The file ${file}`);
  return { sha, text: Buffer.from(content, "base64").toString("utf8") };
}

async function writeFile(send: SendRequest, wanted: WantedPullRequest): Promise<void> {
  const { repository, branch, file, content, title } = wanted;
  const there = await readFile(send, wanted, branch);
  if (there?.text === content) return;
  await send({
    method: "PUT",
    path: `${repoPath(repository)}/contents/${encodedPath(file)}`,
    body: { message: title, content: Buffer.from(content).toString("base64"), branch, ...(there ? { sha: there.sha } : {}) },
  });
}

async function openIssue(send: SendRequest, { repository, title, body }: WantedIssue): Promise<CodeRequest> {
  const path = `${repoPath(repository)}/issues`;
  for (const page of ISSUE_PAGES) {
    const query = new URLSearchParams({ state: "all", sort: "created", direction: "desc", per_page: "100", page: String(page) });
    const issues = readAnswer(Issues, await send({ method: "GET", path: `${path}?${query}` }), "The list of issues");
    const found = issues.find((issue) => issue.pull_request === undefined && isSameText(issue.body, body));
    if (found) return asRequest("issue", repository, found);
    if (issues.length < 100) break;
  }
  return asRequest("issue", repository, readAnswer(Opened, await send({ method: "POST", path, body: { title, body } }), "The issue"));
}

async function stateOf(send: SendRequest, { form, repository, number }: CodeRequest): Promise<"open" | "done" | "closed"> {
  if (form === "issue") {
    const answer = await send({ method: "GET", path: `${repoPath(repository)}/issues/${number}` });
    const { state, state_reason: reason } = readAnswer(Issue, answer, "The issue");
    if (state === "open") return "open";
    return reason === "not_planned" || reason === "duplicate" ? "closed" : "done";
  }
  const answer = await send({ method: "GET", path: `${repoPath(repository)}/pulls/${number}` });
  const { state, merged } = readAnswer(Pull, answer, "The pull request");
  return merged ? "done" : state;
}

function asRequest(form: CodeRequest["form"], repository: string, opened: v.InferOutput<typeof Opened>): CodeRequest {
  return { form, repository, number: opened.number, url: opened.html_url };
}
