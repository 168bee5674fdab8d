/** What one sign-in must find again when the browser comes back. */
export interface Challenge {
  readonly state: string;
  readonly nonce: string;
  /** PKCE's code verifier (RFC 7636). */
  readonly verifier: string;
}

/** An OpenID provider: authorisation code with PKCE. */
export interface SignInProvider {
  /**
   * Where the browser is sent, and what must be remembered meanwhile. With `asSomebodyElse` the provider asks who it is also
   * where it knows; it does so too where it last asked longer than `maxAgeSeconds` ago. Throws SignInUnavailableError.
   */
  begin(options: {
    readonly asSomebodyElse: boolean;
    readonly maxAgeSeconds: number;
  }): Promise<{ readonly url: string; readonly challenge: Challenge }>;
  /**
   * Exchanges the code of the answer, given as the query of the callback's address, for what the provider says about the person.
   * Throws SignInRefusedError where the answer or its token is not what this sign-in must get, SignInUnavailableError.
   */
  finish(query: string, challenge: Challenge): Promise<Claims>;
}

/** Claims of a verified ID token, and those that the provider's userinfo adds to them. */
export interface Claims {
  readonly idToken: Readonly<Record<string, unknown>>;
  readonly userInfo: Readonly<Record<string, unknown>>;
}
