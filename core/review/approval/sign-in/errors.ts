import { WhittleError } from "#core/errors.ts";

/** A sign-in that did not come to its end as it must; nobody is signed in. */
export class SignInRefusedError extends WhittleError {
  readonly code = "sign-in-refused";
  constructor(because: string) {
    super(`The sign-in is refused: ${because}`);
  }
}

/** The OpenID provider does not answer, or does not know this client. */
export class SignInUnavailableError extends WhittleError {
  readonly code = "sign-in-unavailable";
  constructor(issuer: string, because: string, options?: ErrorOptions) {
    super(
      `Nobody can sign in at ${issuer}: ${because} Check the stack's parameters OidcIssuer, OidcClientId and OidcClientSecretArn, and the client at the provider.`,
      options,
    );
  }
}
