import type { CustomFetch } from "openid-client";
import { openIdProvider } from "#adapters/oidc/openid-provider.ts";
import type { SignInSettings } from "#core/review/approval/sign-in/settings.ts";
import { approvalApp } from "#core/web/app.ts";
import type { SignIn } from "#core/web/context.ts";
import type { TestRole } from "#test/core/steps/ports.ts";
import { type Asked, askedOf } from "#test/page/served.ts";
import { CLIENT_ID, type Person, type TestOpenId } from "./openid.ts";
import { type Answer, Visitor } from "./visitor.ts";

export const PAGE = "https://page.example";

export const PEOPLE: readonly Person[] = [
  { sub: "ann", name: "Ann Example", email: "ann@example.com", email_verified: true, groups: ["approvers", "everyone"] },
  { sub: "ben", name: "Ben", email: "ben@example.com", email_verified: true, groups: ["approvers"] },
  { sub: "cat", name: "Cat", email: "cat@example.com", email_verified: true, groups: ["everyone"] },
  { sub: "dan", name: "Dan", email: "boss@example.com", email_verified: false, groups: [] },
  { sub: "eve", name: '<b onclick="x">Eve</b>\n\u202eBcc: all', preferred_username: "<script>1</script>", groups: ["approvers"] },
  { sub: "eva", email: "boss@example.com", email_verified: true },
  { sub: "fay", name: "Fay", email: "fay@example.com", email_verified: true, groups: ["approvers", "payments-leads"] },
  { sub: "usr", preferred_username: "usr", groups: ["approvers"] },
];

/** Who may decide in these tests. */
export function signInAt(
  { issuer }: Pick<TestOpenId, "issuer">,
  change: Partial<SignInSettings> = {},
  {
    fetch,
    pageUrl = PAGE,
    secret,
    authTime,
  }: { fetch?: CustomFetch; pageUrl?: string; secret?: string; authTime?: () => number | undefined } = {},
): SignIn {
  const settings = {
    issuer,
    clientId: CLIENT_ID,
    groups: ["approvers"],
    emails: ["boss@example.com"],
    groupsClaim: "groups",
    sessionMinutes: 60,
    freshMinutes: 15,
    ...change,
  };
  const redirectUri = `${pageUrl}/signed-in`;
  const whole = openIdProvider({
    issuer,
    clientId: settings.clientId,
    redirectUri,
    scopes: "openid email profile",
    ...(fetch ? { fetch } : {}),
    ...(secret ? { secret: async () => secret } : {}),
  });
  // The page's clock stands still in these tests and the provider's does not: when it asked is told only where a test says so.
  const finish: SignIn["provider"]["finish"] = async (query, challenge) => {
    const { idToken, userInfo } = await whole.finish(query, challenge);
    return { idToken: { ...idToken, auth_time: authTime?.() }, userInfo };
  };
  const provider = { ...whole, finish };
  const ended = new Set<string>();
  const signOuts = { end: async (id: string) => void ended.add(id), isEnded: async (id: string) => ended.has(id) };
  return { settings, provider, signOuts };
}

export interface Asking extends Asked {
  readonly faults: unknown[];
  /** A browser of its own. */
  visitor(): Visitor;
}

/** A review that waits for people who sign in. */
export async function askedBySignIn(signIn: SignIn, role?: TestRole): Promise<Asking> {
  const review = await askedOf({ ...(role ? { role } : {}), settings: { pageUrl: PAGE, approverSignIn: "oidc" } });
  const faults: unknown[] = [];
  const app = approvalApp({ ...review.ports, signIn }, (fault) => faults.push(fault));
  return { ...review, faults, visitor: () => new Visitor({ [PAGE]: (request) => app.fetch(request) }) };
}

/** Opens an address of the page, and signs in on the way. */
export async function openAs(visitor: Visitor, person: string, url: string): Promise<Answer> {
  const answer = await visitor.open(url);
  return answer.url.includes("/interaction/") ? await visitor.post(answer.url, { login: person }) : answer;
}

/** Sends the form of a review's page. */
export async function decideAs(visitor: Visitor, { html, url }: Answer, verdict: "approve" | "reject", comment = ""): Promise<Answer> {
  const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
  return visitor.post(url, { token, verdict, comment });
}

export function heading({ html }: Answer): string {
  return /<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? "";
}
