import * as v from "valibot";
import { isThisMachine, openIdProvider } from "#adapters/oidc/openid-provider.ts";
import { comparableAddress } from "#core/review/approval/sign-in/address.ts";
import type { Settings } from "#core/review/settings.ts";
import type { SignIn } from "#core/web/context.ts";
import { dynamodbSignOuts } from "./dynamodb/sign-outs.ts";
import { readSecret } from "./secret.ts";
import { type Environment, list, readEnvironment, required, text, wholeNumber } from "./settings.ts";

const optionalText = v.pipe(
  v.optional(v.string(), ""),
  v.transform((value) => value.trim()),
);
const Issuer = v.pipe(text, v.check(isIssuer, "is no address that begins with https://"));

const SignInEnvironment = v.object({
  OIDC_ISSUER: Issuer,
  OIDC_CLIENT_ID: text,
  OIDC_CLIENT_SECRET_ARN: optionalText,
  OIDC_SCOPES: v.pipe(text, v.regex(/(^| )openid( |$)/, "does not hold openid")),
  OIDC_GROUPS_CLAIM: text,
  OIDC_PRINCIPAL_CLAIM: optionalText,
  APPROVER_GROUPS: list,
  APPROVER_EMAILS: list,
  SESSION_MINUTES: wholeNumber,
  FRESH_SIGN_IN_MINUTES: wholeNumber,
});

/**
 * How approvers sign in, where the stack's parameter ApproverSignIn is oidc. Throws InvalidInputError that names each variable
 * that is wrong.
 */
export function signInFromEnvironment(
  environment: Environment,
  { pageUrl, approversOf = [] }: Pick<Settings, "pageUrl" | "approversOf">,
): SignIn {
  const values = readEnvironment(SignInEnvironment, environment);
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET_ARN: secretArn, OIDC_PRINCIPAL_CLAIM: principalClaim } = values;
  return {
    settings: {
      issuer,
      clientId,
      groups: values.APPROVER_GROUPS,
      groupsOfSome: approversOf.map(({ group }) => group),
      emails: values.APPROVER_EMAILS.map(comparableAddress),
      groupsClaim: values.OIDC_GROUPS_CLAIM,
      ...(principalClaim === "" ? {} : { principalClaim }),
      sessionMinutes: values.SESSION_MINUTES,
      freshMinutes: values.FRESH_SIGN_IN_MINUTES,
    },
    signOuts: dynamodbSignOuts(required(environment, "TABLE_NAME")),
    provider: openIdProvider({
      issuer,
      clientId,
      redirectUri: `${pageUrl}/signed-in`,
      scopes: values.OIDC_SCOPES,
      ...(secretArn === "" ? {} : { secret: () => readSecret(secretArn) }),
    }),
  };
}

/** Tokens and codes travel there: TLS is a must, but for a provider on this machine. */
function isIssuer(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && (url.protocol === "https:" || isThisMachine(url));
}
