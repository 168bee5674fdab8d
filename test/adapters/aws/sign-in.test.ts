import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, test } from "vitest";
import { readSecret } from "#adapters/aws/secret.ts";
import { signInFromEnvironment } from "#adapters/aws/sign-in.ts";

const environment = {
  TABLE_NAME: "reviews",
  OIDC_ISSUER: "https://login.example/tenant",
  OIDC_CLIENT_ID: "client",
  OIDC_CLIENT_SECRET_ARN: "",
  OIDC_SCOPES: "openid email profile",
  OIDC_GROUPS_CLAIM: "groups",
  OIDC_PRINCIPAL_CLAIM: "",
  APPROVER_GROUPS: "cloud team, security",
  APPROVER_EMAILS: "Ann@Example.com",
  SESSION_MINUTES: "60",
  FRESH_SIGN_IN_MINUTES: "15",
};
const page = { pageUrl: "https://page.example", approversOf: [{ of: "payments", group: "payments-leads" }] };

test("reads what the template passes on", () => {
  expect(signInFromEnvironment(environment, page).settings).toEqual({
    issuer: "https://login.example/tenant",
    clientId: "client",
    groups: ["cloud team", "security"],
    groupsOfSome: ["payments-leads"],
    emails: ["ann@example.com"],
    groupsClaim: "groups",
    sessionMinutes: 60,
    freshMinutes: 15,
  });
});

describe("names each variable that is wrong", () => {
  test.each([
    [{ OIDC_ISSUER: "" }, "OIDC_ISSUER is empty"],
    [{ OIDC_ISSUER: "login.example" }, "OIDC_ISSUER is no address that begins with https://"],
    [{ OIDC_ISSUER: "http://login.example" }, "OIDC_ISSUER is no address that begins with https://"],
    [{ OIDC_ISSUER: "http://127.0.0.1.evil.example" }, "OIDC_ISSUER is no address that begins with https://"],
    [{ OIDC_CLIENT_ID: "" }, "OIDC_CLIENT_ID is empty"],
    [{ OIDC_SCOPES: "email profile" }, "OIDC_SCOPES does not hold openid"],
    [{ SESSION_MINUTES: "0.5" }, "SESSION_MINUTES is not a whole number"],
  ])("%o", (change, message) => {
    expect(() => signInFromEnvironment({ ...environment, ...change }, page)).toThrow(message);
  });

  test.each(["http://127.0.0.1:8080", "http://localhost:8080/tenant"])("plain HTTP is for this machine alone: %s", (OIDC_ISSUER) => {
    expect(signInFromEnvironment({ ...environment, OIDC_ISSUER }, page).settings.issuer).toBe(OIDC_ISSUER);
  });
});

describe("the client's secret", () => {
  const arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:client-AbCdEf";
  const holding = (SecretString?: string) => {
    const mock = mockClient(SecretsManagerClient);
    mock.on(GetSecretValueCommand, { SecretId: arn }).resolves(SecretString === undefined ? {} : { SecretString });
    return new SecretsManagerClient({ region: "eu-central-1" });
  };

  test("is the secret's text", async () => {
    expect(await readSecret(arn, holding("s3cret\n"))).toBe("s3cret");
  });

  test.each([undefined, "", " ", '{"clientSecret":"s3cret"}'])("is not %j, and the message tells no secret", async (text) => {
    await expect(readSecret(arn, holding(text))).rejects.toThrow(`${arn}: holds no secret as plain text.`);
  });
});
