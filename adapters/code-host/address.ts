import { CODE_HOSTS, type CodeHostKind } from "#core/review/ports/code-host.ts";

/** The host of the stack's pull requests. */
export interface CodeHostAddress {
  readonly kind: CodeHostKind;
  /** Where its API begins, without a trailing slash. */
  readonly api: string;
}

/**
 * Reads `github:github.com` or `gitlab:git.example.com:8443`; undefined where it is not of this form. A GitHub of one's own has its API under
 * `/api/v3` (GitHub Enterprise Server documentation, "Getting started with the REST API").
 */
export function codeHostAddress(text: string): CodeHostAddress | undefined {
  const [, name, host = ""] = /^([a-z]+):([A-Za-z0-9.-]+(?::\d+)?)$/.exec(text) ?? [];
  const kind = CODE_HOSTS.find((each) => each === name);
  // The token travels there: TLS is a must, but for a host on this machine.
  const origin = `${/^127\.0\.0\.1(:|$)/.test(host) ? "http" : "https"}://${host}`;
  if (!kind || !URL.canParse(origin)) return undefined;
  if (kind === "gitlab") return { kind, api: `${origin}/api/v4` };
  return { kind, api: host === "github.com" ? "https://api.github.com" : `${origin}/api/v3` };
}
