/** The kinds of host that pull requests are opened on. */
export const CODE_HOSTS = ["github", "gitlab"] as const;
export type CodeHostKind = (typeof CODE_HOSTS)[number];

/** A pull request (GitLab: merge request) or an issue. */
export interface CodeRequest {
  readonly form: "pull-request" | "issue";
  readonly repository: string;
  readonly number: number;
  readonly url: string;
}

export interface WantedPullRequest {
  readonly repository: string;
  readonly branch: string;
  /** Path in the repository. */
  readonly file: string;
  readonly content: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

export interface WantedIssue {
  readonly repository: string;
  readonly title: string;
  /** Markdown, with the review's id: by this text the issue is found again. */
  readonly body: string;
}

/**
 * GitHub or GitLab. Every method throws CodeHostBusyError where the same call may succeed later, and CodeHostRefusedError where it does not.
 */
export interface CodeHost {
  readonly kind: CodeHostKind;
  /**
   * Finds the pull request of the branch, or makes the branch, writes the file and opens one: called again, it goes on where it was cut off.
   * Undefined where the default branch has the very file already, so that there is nothing to merge.
   */
  openPullRequest(wanted: WantedPullRequest): Promise<CodeRequest | undefined>;
  /** Finds the issue with this very text, or opens one. */
  openIssue(wanted: WantedIssue): Promise<CodeRequest>;
  /** `done`: merged, or an issue that was completed. `closed`: closed without that. */
  stateOf(request: CodeRequest): Promise<"open" | "done" | "closed">;
}
