import * as client from "openid-client";
import { SignInRefusedError, SignInUnavailableError } from "#core/review/approval/sign-in/errors.ts";
import type { Claims, SignInProvider } from "#core/review/approval/sign-in/provider.ts";
import { signInError } from "./errors.ts";

export interface OpenIdClient {
  readonly issuer: string;
  readonly clientId: string;
  /** The callback's address, as it is registered at the provider. */
  readonly redirectUri: string;
  /** Separated by spaces; `openid` must be among them. */
  readonly scopes: string;
  /** Absent for a public client: PKCE alone. */
  readonly secret?: () => Promise<string>;
  readonly fetch?: client.CustomFetch;
}

/** Less than the function's own time, so that a provider that hangs is told as that. */
const TIMEOUT_SECONDS = 8;

/**
 * An OpenID provider, discovered from its issuer and kept while it answers. State, nonce, PKCE, issuer, audience, times and the
 * ID token's signature are checked by openid-client; the signature also where TLS alone would do (OpenID Connect Core 1.0,
 * section 3.1.3.7).
 */
export function openIdProvider(settings: OpenIdClient): SignInProvider {
  let known: Promise<client.Configuration> | undefined;
  async function withProvider<T>(work: (config: client.Configuration) => Promise<T>): Promise<T> {
    known ??= discover(settings);
    try {
      return await work(await known);
    } catch (error) {
      const told = signInError(settings.issuer, error);
      if (!(told instanceof SignInRefusedError)) known = undefined;
      throw told;
    }
  }
  return {
    begin: (options) => withProvider((config) => begin(config, settings, options)),
    finish: (query, { state, nonce, verifier }) =>
      withProvider(async (config) => {
        const answer = new URL(`${settings.redirectUri}${query}`);
        const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
        return claimsOf(config, await client.authorizationCodeGrant(config, answer, checks));
      }),
  };
}

async function discover({ issuer, clientId, secret, fetch }: OpenIdClient): Promise<client.Configuration> {
  const url = new URL(issuer);
  const execute = [client.enableNonRepudiationChecks, ...(isThisMachine(url) ? [client.allowInsecureRequests] : [])];
  const options = { execute, timeout: TIMEOUT_SECONDS, ...(fetch ? { [client.customFetch]: fetch } : {}) };
  const authentication = secret ? withSecret(await secret()) : client.None();
  try {
    return await client.discovery(url, clientId, undefined, authentication, options);
  } catch (error) {
    throw new SignInUnavailableError(issuer, `${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}

/** Plain HTTP is for trying it out on one machine. */
export function isThisMachine({ hostname, protocol }: URL): boolean {
  return protocol === "http:" && ["127.0.0.1", "localhost"].includes(hostname);
}

/** In the request's body where the provider takes it there, else in its header: the default of OpenID Connect Core 1.0, section 9. */
function withSecret(secret: string): client.ClientAuth {
  return (server, metadata, body, headers) => {
    const isPostable = server.token_endpoint_auth_methods_supported?.includes("client_secret_post") === true;
    return (isPostable ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret))(server, metadata, body, headers);
  };
}

async function begin(
  config: client.Configuration,
  { redirectUri, scopes }: OpenIdClient,
  { asSomebodyElse, maxAgeSeconds }: Parameters<SignInProvider["begin"]>[0],
): ReturnType<SignInProvider["begin"]> {
  const challenge = { state: client.randomState(), nonce: client.randomNonce(), verifier: client.randomPKCECodeVerifier() };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: scopes,
    state: challenge.state,
    nonce: challenge.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(challenge.verifier),
    code_challenge_method: "S256",
    max_age: String(maxAgeSeconds),
    ...(asSomebodyElse ? { prompt: "login" } : {}),
  });
  return { url: url.href, challenge };
}

/** Many providers tell groups and addresses at their userinfo only. */
async function claimsOf(config: client.Configuration, tokens: Awaited<ReturnType<typeof client.authorizationCodeGrant>>): Promise<Claims> {
  const idToken = tokens.claims() ?? { sub: "" };
  const hasUserInfo = config.serverMetadata().userinfo_endpoint !== undefined;
  return { idToken, userInfo: hasUserInfo ? await client.fetchUserInfo(config, tokens.access_token, idToken.sub) : {} };
}
