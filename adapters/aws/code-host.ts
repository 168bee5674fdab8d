import * as v from "valibot";
import { codeHostAddress } from "#adapters/code-host/address.ts";
import { github } from "#adapters/code-host/github.ts";
import { gitlab } from "#adapters/code-host/gitlab.ts";
import { readMapping } from "#core/review/change/code/code-place.ts";
import type { CodeHost } from "#core/review/ports/code-host.ts";
import type { CodeWaits } from "#core/review/ports.ts";
import { readSecret } from "./secret.ts";
import { type Environment, list, readBy, readEnvironment, text, wholeNumber } from "./settings.ts";

const CodeHostEnvironment = v.object({
  CODE_HOST: v.pipe(text, readBy(codeHostAddress, "is not a host such as github:github.com or gitlab:git.example.com")),
  CODE_TOKEN_ARN: text,
  CODE_REPOSITORIES: v.pipe(
    list,
    v.array(v.pipe(v.string(), readBy(readMapping, "is not a line such as payments-* github:acme/infra policies/payments.json"))),
  ),
  PULL_REQUEST_DAYS: wholeNumber,
});

/**
 * Where pull requests are opened, with the stack's parameters CodeHost, CodeTokenArn, CodeRepositories and PullRequestDays. Throws
 * InvalidInputError that names each variable that is wrong.
 */
export function codeHostFromEnvironment(environment: Environment): { readonly codeHost: CodeHost; readonly codeWaits: CodeWaits } {
  const values = readEnvironment(CodeHostEnvironment, environment);
  const { kind, api } = values.CODE_HOST;
  const readToken = () => readSecret(values.CODE_TOKEN_ARN);
  const host = kind === "github" ? github : gitlab;
  return {
    codeHost: host({ api, readToken, now: Date.now }),
    codeWaits: { places: values.CODE_REPOSITORIES, days: values.PULL_REQUEST_DAYS },
  };
}
