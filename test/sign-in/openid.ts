import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider, { type OidcContext } from "oidc-provider";

/** A person whom the provider knows, by their claims. `sub` is the name that they sign in with. */
export interface Person {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

export interface TestOpenId {
  readonly issuer: string;
  /** The provider's own signing key: what a test signs with it, the provider could have signed. */
  readonly key: JsonWebKey;
  close(): void;
}

export const CLIENT_ID = "whittle-test";
export const SECRET_CLIENT = { id: "whittle-secret", secret: "a-secret-of-the-tests-only" } as const;

/**
 * An OpenID provider on this machine, with a page on which one signs in by one's name. To a browser `localhost` is another site
 * than 127.0.0.1, as a real provider is. Where it may send a browser back to is asked for at the first request.
 */
export async function openTestOpenId(
  people: readonly Person[],
  redirectUris: () => readonly string[],
  host: "127.0.0.1" | "localhost" = "127.0.0.1",
): Promise<TestOpenId> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const issuer = `http://${host}:${typeof address === "object" ? address?.port : ""}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: "jwk" }), kid: "of-the-provider", use: "sig", alg: "RS256" };
  let known: Provider | undefined;
  server.on("request", (request, response) => {
    known ??= new Provider(issuer, configuration(people, redirectUris(), key));
    const provider = known;
    if (request.url?.startsWith("/interaction/") !== true) return void provider.callback()(request, response);
    if (request.method === "POST") return void signIn(provider, request, response);
    response.setHeader("content-type", "text/html");
    response.end(PAGE);
  });
  return {
    issuer,
    key,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const PAGE = `<!doctype html><html lang="en"><title>Sign in</title><main><h1>Sign in</h1>
<form method="post"><label>Name <input name="login"></label><button>Continue</button></form></main></html>`;

async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request) body += chunk;
  const accountId = new URLSearchParams(body).get("login") ?? "";
  await provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
}

function configuration(people: readonly Person[], redirect_uris: readonly string[], key: JsonWebKey): object {
  const client = { redirect_uris, grant_types: ["authorization_code"], response_types: ["code"] };
  return {
    clients: [
      { ...client, client_id: CLIENT_ID, token_endpoint_auth_method: "none" },
      { ...client, client_id: SECRET_CLIENT.id, client_secret: SECRET_CLIENT.secret, token_endpoint_auth_method: "client_secret_post" },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ["a key of the tests"] },
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["name", "preferred_username", "groups", "principals"],
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => {
      const person = people.find((one) => one.sub === sub);
      return person && { accountId: sub, claims: async () => person };
    },
    loadExistingGrant: async ({ oidc }: OidcContext) => {
      const known = oidc.session.grantIdFor(oidc.client.clientId);
      if (known) return oidc.provider.Grant.find(known);
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
  };
}
