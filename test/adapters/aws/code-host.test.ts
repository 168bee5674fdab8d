import { describe, expect, test } from "vitest";
import { codeHostFromEnvironment } from "#adapters/aws/code-host.ts";
import { InvalidInputError } from "#core/errors.ts";

const environment = {
  CODE_HOST: "github:github.com",
  CODE_TOKEN_ARN: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:token",
  CODE_REPOSITORIES: "payments-* github:acme/infra policies/payments.json, web gitlab:acme/web",
  PULL_REQUEST_DAYS: "14",
};

test("the stack's parameters tell where pull requests are opened, and how long they are waited for", () => {
  const { codeHost, codeWaits } = codeHostFromEnvironment(environment);
  expect(codeWaits).toMatchObject({
    days: 14,
    places: [{ pattern: "payments-*", host: "github", repository: "acme/infra", file: "policies/payments.json" }, { host: "gitlab" }],
  });
  expect(codeHost.kind).toBe("github");
  expect(codeHostFromEnvironment({ ...environment, CODE_HOST: "gitlab:git.example.com" }).codeHost.kind).toBe("gitlab");
});

describe("a variable that is wrong is named:", () => {
  test.each([
    ["CODE_HOST", "sourcehut"],
    ["CODE_TOKEN_ARN", ""],
    ["CODE_REPOSITORIES", "payments-*"],
    ["PULL_REQUEST_DAYS", "soon"],
  ])("%s where it is %j", (name, value) => {
    expect(() => codeHostFromEnvironment({ ...environment, [name]: value })).toThrow(InvalidInputError);
    expect(() => codeHostFromEnvironment({ ...environment, [name]: value })).toThrow(name);
  });
});
