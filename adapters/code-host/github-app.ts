import signedToken from "universal-github-app-jwt";
import * as v from "valibot";
import { CodeHostRefusedError } from "#core/review/errors.ts";
import { encodedPath, hostRequests, type RequestSettings, readAnswer } from "./requests.ts";

const App = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ appId: v.union([v.pipe(v.string(), v.nonEmpty()), v.number()]), privateKey: v.pipe(v.string(), v.includes("PRIVATE KEY")) }),
);
type App = v.InferOutput<typeof App>;

const Installation = v.looseObject({ id: v.number() });
const Token = v.looseObject({ token: v.pipe(v.string(), v.nonEmpty()) });

/** What a token may do; the app must have been given no less. */
const PERMISSIONS = { contents: "write", pull_requests: "write", issues: "write" };

/**
 * What authenticates calls about a repository: the secret itself where it is a token, and a token of the app's installation on this very
 * repository where the secret holds an app (GitHub documentation, "Generating an installation access token for a GitHub App"). Such a token
 * lasts an hour. Throws CodeHostRefusedError where the secret is neither, or the app is not installed there.
 */
export async function repositoryToken(settings: RequestSettings, repository: string): Promise<string> {
  const secret = (await settings.readToken()).trim();
  return secret.startsWith("{") ? await installationToken(settings, readApp(secret), repository) : secret;
}

function readApp(secret: string): App {
  const read = v.safeParse(App, secret);
  if (read.success) return read.output;
  throw new CodeHostRefusedError(
    "Reading the secret that CodeTokenArn names",
    "it is neither a token nor an app",
    'Put a token into it, or {"appId": "…", "privateKey": "-----BEGIN …"} of a GitHub App.',
  );
}

async function installationToken(settings: RequestSettings, app: App, repository: string): Promise<string> {
  const send = hostRequests({ ...settings, readToken: () => appToken(app, settings.now()) });
  const [, name = ""] = repository.split("/");
  const found = await send({ method: "GET", path: `/repos/${encodedPath(repository)}/installation`, expected: [404] });
  if (found.status === 404)
    throw new CodeHostRefusedError(`GitHub GET /repos/${repository}/installation`, "404", "Install the GitHub App on this repository.");
  const { id } = readAnswer(Installation, found, "The app's installation");
  const path = `/app/installations/${id}/access_tokens`;
  const made = await send({ method: "POST", path, body: { repositories: [name], permissions: PERMISSIONS } });
  return readAnswer(Token, made, "The installation's token").token;
}

/** Says that it is the app, for ten minutes. */
async function appToken({ appId, privateKey }: App, now: number): Promise<string> {
  try {
    const { token } = await signedToken({ id: appId, privateKey, now: Math.floor(now / 1000) });
    return token;
  } catch {
    throw new CodeHostRefusedError(
      "Signing as the GitHub App",
      "its private key cannot be read",
      "Put the key into the secret as GitHub made it, with its line breaks as \\n.",
    );
  }
}
