import type { CodeHost, CodeRequest, WantedIssue, WantedPullRequest } from "#core/review/ports/code-host.ts";

export interface FakeCodeHost extends CodeHost {
  readonly pulls: WantedPullRequest[];
  readonly issues: WantedIssue[];
  /** How each request stands. */
  state: "open" | "done" | "closed";
  /** Thrown by the next call. */
  fault: Error | undefined;
  /** Has the default branch the file already? */
  hasFile: boolean;
}

/** A host in memory: one pull request a branch, one issue a text. */
export function fakeCodeHost(kind: CodeHost["kind"] = "github"): FakeCodeHost {
  const url = (form: string, number: number) => `https://code.example/${form}/${number}`;
  const fail = () => {
    const { fault } = host;
    host.fault = undefined;
    if (fault) throw fault;
  };
  const asRequest = (form: CodeRequest["form"], repository: string, number: number) => ({
    form,
    repository,
    number,
    url: url(form, number),
  });
  const host: FakeCodeHost = {
    kind,
    pulls: [],
    issues: [],
    state: "open",
    fault: undefined,
    hasFile: false,
    async openPullRequest(wanted) {
      fail();
      if (host.hasFile) return undefined;
      const at = host.pulls.findIndex(({ branch }) => branch === wanted.branch);
      return asRequest("pull-request", wanted.repository, at === -1 ? host.pulls.push(wanted) : at + 1);
    },
    async openIssue(wanted) {
      fail();
      const at = host.issues.findIndex(({ body }) => body === wanted.body);
      return asRequest("issue", wanted.repository, at === -1 ? host.issues.push(wanted) : at + 1);
    },
    async stateOf() {
      fail();
      return host.state;
    },
  };
  return host;
}
