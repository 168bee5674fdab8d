import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { codeHostAddress } from "#adapters/code-host/address.ts";
import { github } from "#adapters/code-host/github.ts";
import { gitlab } from "#adapters/code-host/gitlab.ts";
import { startGitHub } from "./github-host.ts";
import { startGitLab } from "./gitlab-host.ts";
import type { Fault } from "./stand-in.ts";

const NOW = Date.parse("2026-11-28T12:00:00.000Z");
const wanted = {
  repository: "acme/infra",
  branch: "whittle/review1",
  file: "policies/my role.json",
  content: '{\n  "Version": "2012-10-17"\n}\n',
  title: "Trim MyRole",
  body: "why",
};
const issue = {
  repository: "acme/infra",
  title: "Trim MyRole",
  body: "why\n<!-- whittle review review1 -->\n",
};

const started: (() => void)[] = [];
afterEach(() => {
  for (const close of started.splice(0)) close();
});

describe.each([
  ["github", startGitHub, github, "pull"],
  ["gitlab", startGitLab, gitlab, "-/merge_requests"],
] as const)("%s", (_, start, adapter, page) => {
  async function opened(...faults: readonly Fault[]) {
    const server = await start();
    started.push(server.close);
    server.faults.push(...faults);
    let reads = 0;
    const readToken = async () => {
      reads += 1;
      return server.valid.token;
    };
    return { ...server, host: adapter({ api: server.api, readToken, now: () => NOW }), reads: () => reads };
  }

  test.each(["", " \n", "secret\ntoken", "secret-tokén"])(
    "a secret that holds no token (%j) is refused for good, and not repeated",
    async (secret) => {
      const { api } = await opened();
      const host = adapter({ api, readToken: async () => secret, now: () => NOW });
      const error = await host.openIssue(issue).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "code-host-refused" });
      expect(String(error)).not.toMatch(/secret.?tok/);
    },
  );

  test("a pull request is opened on a branch of its own, with the file as it was approved", async () => {
    const { host, held } = await opened();
    const url = `https://code.example/acme/infra/${page}/1`;
    expect(await host.openPullRequest(wanted)).toEqual({ form: "pull-request", repository: "acme/infra", number: 1, url });
    expect(held.requests).toEqual([{ title: "Trim MyRole", body: "why", branch: "whittle/review1", state: "open" }]);
    expect([...held.files]).toEqual([["whittle/review1:policies/my role.json", wanted.content]]);
  });

  test("an older file is replaced", async () => {
    const { host, held } = await opened();
    held.files.set(`main:${wanted.file}`, "{}\n");
    await host.openPullRequest(wanted);
    expect(held.files.get(`whittle/review1:${wanted.file}`)).toBe(wanted.content);
    expect(held.files.get(`main:${wanted.file}`)).toBe("{}\n");
  });

  test("there is nothing to open where the default branch has the file already", async () => {
    const { host, held } = await opened();
    held.files.set(`main:${wanted.file}`, wanted.content);
    expect(await host.openPullRequest(wanted)).toBeUndefined();
    expect([held.requests, [...held.branches]]).toEqual([[], ["main"]]);
  });

  test("a second delivery finds what the first one opened, also where it is closed", async () => {
    const { host, held } = await opened();
    const first = await host.openPullRequest(wanted);
    expect(await host.openPullRequest(wanted)).toEqual(first);
    for (const request of held.requests) request.state = "closed";
    expect(await host.openPullRequest(wanted)).toEqual(first);
    expect(held.requests).toHaveLength(1);
  });

  test("a delivery that was cut off after any of its writes is carried on, and nothing is doubled", async () => {
    for (const at of [0, 1, 2]) {
      const { host, held, faults, calls } = await opened();
      const writes = () => calls.filter((call) => !call.startsWith("GET")).length;
      const lost = { status: 502, isLate: true };
      const first = host.openPullRequest(wanted);
      // The answer of the write after `at` others is lost.
      const watched = setInterval(
        () => writes() === at && faults.length === 0 && faults.push(...["POST", "PUT"].map((method) => ({ ...lost, method }))),
        0,
      );
      await first.catch((error: unknown) => expect(error).toMatchObject({ name: "CodeHostBusyError" }));
      clearInterval(watched);
      faults.length = 0;
      expect(await host.openPullRequest(wanted)).toMatchObject({ number: 1 });
      expect([held.requests.length, held.files.get(`whittle/review1:${wanted.file}`)]).toEqual([1, wanted.content]);
    }
  });

  test("two deliveries at once open one", async () => {
    const { host, held } = await opened();
    const both = await Promise.allSettled([host.openPullRequest(wanted), host.openPullRequest(wanted)]);
    // One of them may be told to come again.
    expect(both.some(({ status }) => status === "fulfilled")).toBe(true);
    for (const end of both) if (end.status === "rejected") expect(end.reason).toMatchObject({ code: "code-host-busy" });
    expect(held.requests).toHaveLength(1);
  });

  test("an issue is opened once, and found again by its text", async () => {
    const { host, held } = await opened();
    const first = await host.openIssue(issue);
    expect(await host.openIssue(issue)).toEqual(first);
    expect(held.issues).toEqual([{ title: issue.title, body: issue.body, state: "open" }]);
  });

  test("somebody else's issue with the review's id, and a fork's branch of the same name, are not taken for Whittle's own", async () => {
    const { host, held } = await opened();
    held.issues.push({ title: issue.title, body: `Attach AdministratorAccess.\n${issue.body}`, state: "open" });
    held.requests.push({ title: "x", body: "x", branch: wanted.branch, state: "open", isOfFork: true });
    expect(await host.openIssue(issue)).toMatchObject({ number: 2 });
    held.requests.splice(0, 1, { title: "x", body: "x", branch: wanted.branch, state: "closed", isOfFork: true });
    expect(await host.openPullRequest(wanted)).toMatchObject({ number: 2 });
  });

  test("an issue whose answer was lost is found by the next try", async () => {
    const { host, held } = await opened({ status: 500, method: "POST", isLate: true });
    await expect(host.openIssue(issue)).rejects.toMatchObject({ code: "code-host-busy" });
    expect(await host.openIssue(issue)).toMatchObject({ number: 1 });
    expect(held.issues).toHaveLength(1);
  });

  test.each([
    ["open", "open"],
    ["merged", "done"],
    ["closed", "closed"],
  ] as const)("a pull request that is %s is %s", async (state, expected) => {
    const { host, held } = await opened();
    const request = await host.openPullRequest(wanted);
    for (const each of held.requests) each.state = state;
    expect(request && (await host.stateOf(request))).toBe(expected);
  });

  test.each<[string, Fault, number]>([
    ["it is at fault", { status: 503 }, 0],
    ["somebody else writes", { status: 409 }, 0],
    ["there are too many requests", { status: 429, headers: { "retry-after": "120" } }, 120],
  ])("it is to be asked again later where %s", async (_why, fault, retrySeconds) => {
    const { host } = await opened(fault);
    await expect(host.openPullRequest(wanted)).rejects.toMatchObject({ code: "code-host-busy", retrySeconds });
    expect(await host.openPullRequest(wanted)).toMatchObject({ number: 1 });
  });

  test("it is to be asked again later where it cannot be reached", async () => {
    const { host, close } = await opened();
    close();
    await expect(host.openPullRequest(wanted)).rejects.toMatchObject({ code: "code-host-busy" });
  });

  test.each<[Fault, string]>([
    [{ status: 401, body: { message: "Bad credentials" } }, "Put a valid token"],
    [{ status: 403, body: { message: "Resource not accessible by personal access token" } }, "Give the token the rights"],
    [{ status: 404, body: { message: "Not Found" } }, "Check the repository's name"],
    [{ status: 301, headers: { location: "https://evil.example/" } }, "The repository was moved"],
    [{ status: 200, body: { message: "hello" } }, "its answer cannot be read"],
  ])("it refuses for good with %j", async (fault, advice) => {
    const { host, calls } = await opened(fault);
    await expect(host.openPullRequest(wanted)).rejects.toMatchObject({
      code: "code-host-refused",
      message: expect.stringContaining(advice),
    });
    expect(calls).toHaveLength(1);
  });

  test("what it says becomes one plain line, without the token and without links", async () => {
    const { host } = await opened({ status: 403, body: { message: "a\u202eb\nhttps://evil.example" } });
    const error = await host.openPullRequest(wanted).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining("(a b https:/ /evil[.]example)") });
    expect(JSON.stringify(error)).not.toContain("secret-token");
  });

  test("a token that was replaced is read again, and one that stays wrong is not tried on and on", async () => {
    const { host, valid, reads } = await opened();
    await host.openPullRequest(wanted);
    valid.token = "next-token";
    expect(await host.openPullRequest(wanted)).toMatchObject({ number: 1 });
    expect(reads()).toBe(2);
  });
});

describe("github", () => {
  async function limited(fault: Fault) {
    const server = await startGitHub();
    started.push(server.close);
    server.faults.push(fault);
    return github({ api: server.api, readToken: async () => server.valid.token, now: () => NOW });
  }

  test.each<[string, Fault, number]>([
    ["its secondary limit", { status: 403, headers: { "retry-after": "60" } }, 60],
    ["its primary limit", { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 1800) } }, 1800],
  ])("asks for the wait of %s", async (_, fault, retrySeconds) => {
    const host = await limited(fault);
    await expect(host.openPullRequest(wanted)).rejects.toMatchObject({ code: "code-host-busy", retrySeconds });
  });

  test.each([
    ["completed", "done"],
    ["not_planned", "closed"],
  ] as const)("an issue that was closed as %s is %s", async (state, expected) => {
    const server = await startGitHub();
    started.push(server.close);
    const host = github({ api: server.api, readToken: async () => server.valid.token, now: () => NOW });
    const request = await host.openIssue(issue);
    for (const each of server.held.issues) each.state = state;
    expect(await host.stateOf(request)).toBe(expected);
  });
});

describe("gitlab", () => {
  test.each([
    ["open", "open"],
    ["completed", "done"],
    ["not_planned", "done"],
  ] as const)("an issue that is %s is %s: GitLab does not say why it was closed", async (state, expected) => {
    const server = await startGitLab();
    started.push(server.close);
    const host = gitlab({ api: server.api, readToken: async () => server.valid.token, now: () => NOW });
    const request = await host.openIssue(issue);
    for (const each of server.held.issues) each.state = state;
    expect(await host.stateOf(request)).toBe(expected);
  });
});

test.each([
  ["github:github.com", { kind: "github", api: "https://api.github.com" }],
  ["github:git.example.com", { kind: "github", api: "https://git.example.com/api/v3" }],
  ["gitlab:gitlab.com", { kind: "gitlab", api: "https://gitlab.com/api/v4" }],
  ["gitlab:127.0.0.1:8080", { kind: "gitlab", api: "http://127.0.0.1:8080/api/v4" }],
  ["github:127.0.0.1.evil.example", { kind: "github", api: "https://127.0.0.1.evil.example/api/v3" }],
  ["bitbucket:bitbucket.org", undefined],
  ["github:https://github.com", undefined],
  ["github.com", undefined],
])("the host %s", (text, expected) => {
  expect(codeHostAddress(text)).toEqual(expected);
});

describe("a GitHub App", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = (type: "pkcs1" | "pkcs8") => privateKey.export({ type, format: "pem" }).toString();

  async function withApp(secret: string) {
    const app = { id: "1234", publicKey, asked: [] };
    const server = await startGitHub(app);
    started.push(server.close);
    return { ...server, app, host: github({ api: server.api, readToken: async () => secret, now: () => NOW }) };
  }

  test.each(["pkcs1", "pkcs8"] as const)(
    "gets a token for the one repository and what Whittle does there, with a key of %s",
    async (type) => {
      const { host, held, app } = await withApp(JSON.stringify({ appId: "1234", privateKey: key(type) }));
      const opened = await host.openPullRequest(wanted);
      expect(opened && (await host.stateOf(opened))).toBe("open");
      expect(held.requests).toHaveLength(1);
      const permissions = { contents: "write", pull_requests: "write", issues: "write" };
      expect(app.asked).toEqual([{ repositories: ["infra"], permissions }]);
    },
  );

  test("gets a new token when the old one has run out", async () => {
    const { host, faults, app } = await withApp(JSON.stringify({ appId: "1234", privateKey: key("pkcs1") }));
    await host.openPullRequest(wanted);
    faults.push({ status: 401, body: { message: "Bad credentials" } });
    expect(await host.openPullRequest(wanted)).toMatchObject({ number: 1 });
    expect(app.asked).toHaveLength(2);
  });

  test.each([
    ["is not installed on the repository", "acme/other", { appId: "1234", privateKey: key("pkcs1") }, "404. Install the GitHub App"],
    ["is another one than the key's", "acme/infra", { appId: "9", privateKey: key("pkcs1") }, "Put a valid token"],
    [
      "has half a key",
      "acme/infra",
      { appId: "1234", privateKey: "-----BEGIN RSA PRIVATE KEY-----\nAAAA" },
      "its private key cannot be read",
    ],
    ["has no key", "acme/infra", { appId: "1234" }, "neither a token nor an app"],
  ])("that %s is refused for good", async (_, repository, secret, said) => {
    const { host } = await withApp(JSON.stringify(secret));
    const error = await host.openPullRequest({ ...wanted, repository }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "code-host-refused", message: expect.stringContaining(said) });
    expect(String(error)).not.toContain("BEGIN RSA");
  });
});
