import * as v from "valibot";
import { CodeHostRefusedError } from "#core/review/errors.ts";
import type { CodeHost, CodeRequest, WantedIssue, WantedPullRequest } from "#core/review/ports/code-host.ts";
import { hostRequests, isSameText, type RequestSettings, readAnswer, type SendRequest, WebAddress } from "./requests.ts";

const Project = v.looseObject({ default_branch: v.string() });
const File = v.looseObject({ content: v.string(), last_commit_id: v.string() });
const Opened = v.looseObject({ iid: v.number(), web_url: WebAddress });
const MergeRequests = v.array(
  v.looseObject({ ...Opened.entries, source_branch: v.string(), source_project_id: v.nullish(v.number()), target_project_id: v.number() }),
);
const MergeRequest = v.looseObject({ state: v.picklist(["opened", "closed", "locked", "merged"]) });
const Issue = v.looseObject({ state: v.picklist(["opened", "closed"]) });
const Issues = v.array(v.looseObject({ ...Opened.entries, description: v.nullish(v.string()) }));

/** GitLab (REST API v4), also one of one's own. The token needs the scope `api` and the role Developer in the project. */
export function gitlab(settings: Omit<RequestSettings, "name" | "headers">): CodeHost {
  const send = hostRequests({ ...settings, name: "GitLab", headers: (token) => ({ "private-token": token }) });
  return {
    kind: "gitlab",
    openPullRequest: (wanted) => openMergeRequest(send, wanted),
    openIssue: (wanted) => openIssue(send, wanted),
    stateOf: (request) => stateOf(send, request),
  };
}

/** GitLab takes a project's path in place of its id where it is encoded whole. */
function projectPath(repository: string): string {
  return `/projects/${encodeURIComponent(repository)}`;
}

async function openMergeRequest(send: SendRequest, wanted: WantedPullRequest): Promise<CodeRequest | undefined> {
  const { repository, branch, title, body } = wanted;
  const found = await findMergeRequest(send, wanted);
  if (found) return found;
  const { default_branch: base } = readAnswer(Project, await send({ method: "GET", path: projectPath(repository) }), "The project");
  if ((await readFile(send, wanted, base))?.text === wanted.content) return undefined;
  await makeBranch(send, wanted, base);
  await writeFile(send, wanted);
  const opened = await send({
    method: "POST",
    path: `${projectPath(repository)}/merge_requests`,
    body: { source_branch: branch, target_branch: base, title, description: body, remove_source_branch: true },
  });
  return asRequest("pull-request", repository, readAnswer(Opened, opened, "The merge request"));
}

async function findMergeRequest(send: SendRequest, { repository, branch }: WantedPullRequest): Promise<CodeRequest | undefined> {
  const query = new URLSearchParams({ state: "all", source_branch: branch, per_page: "20" });
  const answer = await send({ method: "GET", path: `${projectPath(repository)}/merge_requests?${query}` });
  const found = readAnswer(MergeRequests, answer, "The list of merge requests").find(
    // A fork may have a branch of this name, with whatever its owner wrote.
    (each) => each.source_branch === branch && each.source_project_id === each.target_project_id,
  );
  return found && asRequest("pull-request", repository, found);
}

/** Does nothing where the branch is there: an earlier try made it. */
async function makeBranch(send: SendRequest, { repository, branch }: WantedPullRequest, base: string): Promise<void> {
  const branches = `${projectPath(repository)}/repository/branches`;
  const one = `${branches}/${encodeURIComponent(branch)}`;
  const there = await send({ method: "GET", path: one, expected: [404] });
  if (there.status !== 404) return;
  const made = await send({ method: "POST", path: `${branches}?${new URLSearchParams({ branch, ref: base })}`, expected: [400] });
  // Refused because another delivery has made it meanwhile; where it is not there, this throws.
  if (made.status === 400) await send({ method: "GET", path: one });
}

function filePath({ repository, file }: WantedPullRequest): string {
  return `${projectPath(repository)}/repository/files/${encodeURIComponent(file)}`;
}

async function readFile(
  send: SendRequest,
  wanted: WantedPullRequest,
  branch: string,
): Promise<{ readonly commit: string; readonly text: string } | undefined> {
  const answer = await send({ method: "GET", path: `${filePath(wanted)}?${new URLSearchParams({ ref: branch })}`, expected: [404] });
  if (answer.status === 404) return undefined;
  const { content, last_commit_id: commit } = readAnswer(File, answer, `The file ${wanted.file}`);
  return { commit, text: Buffer.from(content, "base64").toString("utf8") };
}

async function writeFile(send: SendRequest, wanted: WantedPullRequest): Promise<void> {
  const { branch, content, file, title } = wanted;
  const there = await readFile(send, wanted, branch);
  if (there?.text === content) return;
  const written = await send({
    method: there ? "PUT" : "POST",
    path: filePath(wanted),
    body: {
      branch,
      commit_message: title,
      encoding: "base64",
      content: Buffer.from(content).toString("base64"),
      ...(there ? { last_commit_id: there.commit } : {}),
    },
    expected: [400],
  });
  // Refused because another delivery has written it meanwhile.
  if (written.status === 400 && (await readFile(send, wanted, branch))?.text !== content)
    throw new CodeHostRefusedError("GitLab files", `400 for ${file}`, "Check whether the token may write to new branches of the project.");
}

async function openIssue(send: SendRequest, { repository, title, body }: WantedIssue): Promise<CodeRequest> {
  const path = `${projectPath(repository)}/issues`;
  const query = new URLSearchParams({ state: "all", order_by: "created_at", sort: "desc", per_page: "100" });
  const issues = readAnswer(Issues, await send({ method: "GET", path: `${path}?${query}` }), "The list of issues");
  const found = issues.find(({ description }) => isSameText(description, body));
  if (found) return asRequest("issue", repository, found);
  const opened = await send({ method: "POST", path, body: { title, description: body } });
  return asRequest("issue", repository, readAnswer(Opened, opened, "The issue"));
}

/** GitLab does not say why an issue was closed: whether the role has the approved policies tells. */
async function stateOf(send: SendRequest, { form, repository, number }: CodeRequest): Promise<"open" | "done" | "closed"> {
  const path = `${projectPath(repository)}/${form === "issue" ? "issues" : "merge_requests"}/${number}`;
  const answer = await send({ method: "GET", path });
  if (form === "issue") return readAnswer(Issue, answer, "The issue").state === "opened" ? "open" : "done";
  const { state } = readAnswer(MergeRequest, answer, "The merge request");
  return state === "merged" ? "done" : state === "closed" ? "closed" : "open";
}

function asRequest(form: CodeRequest["form"], repository: string, opened: v.InferOutput<typeof Opened>): CodeRequest {
  return { form, repository, number: opened.iid, url: opened.web_url };
}
