import * as v from "valibot";
import type { SignedIn } from "../../model/review.ts";
import { comparableAddress } from "./address.ts";
import { SignInRefusedError } from "./errors.ts";
import type { Claims } from "./provider.ts";
import type { SignInSettings } from "./settings.ts";

/** A person as their OpenID provider describes them. Every text is one line without control characters. */
export interface Identity extends SignedIn {
  readonly name?: string;
  /** Its ASCII letters in lower case, and only where the provider says that it is verified. */
  readonly email?: string;
  /** The claim `preferred_username`. */
  readonly username?: string;
  readonly groups: readonly string[];
  /** ARNs of IAM principals that are this person. */
  readonly principals: readonly string[];
  /** When the provider last asked who it is (ISO 8601). */
  readonly signedInAt?: string;
  /** They are more principals than could be kept: what they can assume is not known. */
  readonly isCut?: true;
}

const MOST_LISTED = 200;

/** What is compared is taken as it is, or not at all: what would have to be cleaned first could come to equal something else. */
const exact = v.pipe(v.string(), v.regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u));
const optionalExact = v.fallback(v.optional(exact), undefined);
/** What is only shown. */
const shown = v.fallback(v.optional(v.pipe(v.string(), v.transform(oneLine))), undefined);
/** Some providers send one name where there is one. */
const list = v.fallback(
  v.pipe(
    v.union([
      v.array(v.unknown()),
      v.pipe(
        v.string(),
        v.transform((one) => [one]),
      ),
    ]),
    v.transform((names) => names.flatMap((name) => (v.is(exact, name) ? name : []))),
  ),
  [],
);

function oneLine(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, 80);
}

/** At most 255 ASCII characters (OpenID Connect Core 1.0, section 2). */
const Subject = v.pipe(v.string(), v.regex(/^[\x20-\x7e]{1,255}$/));

/** Who the claims are about. What the ID token says goes before what userinfo says. Throws SignInRefusedError where they name nobody. */
export function readIdentity({ idToken, userInfo }: Claims, settings: SignInSettings): Identity {
  const claims = { ...userInfo, ...idToken };
  const subject = v.safeParse(Subject, idToken.sub);
  if (!subject.success) throw new SignInRefusedError("the provider names no subject.");
  const name = v.parse(shown, claims.name);
  const username = v.parse(optionalExact, claims.preferred_username);
  const email = verifiedEmail(idToken) ?? verifiedEmail(userInfo);
  const principals = settings.principalClaim === undefined ? [] : v.parse(list, claims[settings.principalClaim]);
  return {
    issuer: settings.issuer,
    subject: subject.output,
    ...(name ? { name } : {}),
    ...(email ? { email } : {}),
    ...(username ? { username } : {}),
    groups: v.parse(list, claims[settings.groupsClaim]).slice(0, MOST_LISTED),
    principals: principals.slice(0, MOST_LISTED),
    ...(principals.length > MOST_LISTED ? { isCut: true } : {}),
    ...signedInAt(idToken),
  };
}

/** Seconds since 1970. A request with `max_age` must get it (OpenID Connect Core 1.0, section 2). */
const AuthTime = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e12));

function signedInAt({ auth_time: time }: Claims["idToken"]): Pick<Identity, "signedInAt"> {
  const read = v.safeParse(AuthTime, time);
  return read.success ? { signedInAt: new Date(read.output * 1000).toISOString() } : {};
}

/** Is the sign-in too old to approve with? One whose time is not known, or not yet come, is. */
export function isStale({ signedInAt: at = "" }: Identity, { freshMinutes }: Pick<SignInSettings, "freshMinutes">, now: string): boolean {
  const age = Date.parse(now) - Date.parse(at);
  return !(age >= -CLOCK_SKEW_MS && age < freshMinutes * 60_000);
}

/** How far the provider's clock may be ahead. */
const CLOCK_SKEW_MS = 60_000;

/** An address and its verification count only together, from one source. Some providers write `true` as text. */
function verifiedEmail({ email, email_verified: verified }: Readonly<Record<string, unknown>>): string | undefined {
  const isVerified = verified === true || verified === "true";
  return isVerified ? address(email) : undefined;
}

function address(email: unknown): string | undefined {
  const read = v.parse(optionalExact, email);
  return read === undefined ? undefined : comparableAddress(read);
}

/** A person in a few words: what is proven first, what they call themselves in brackets. */
export function describePerson({ email, username, name, subject, issuer }: Identity): string {
  const called = [email ? undefined : username, name].filter((part) => part !== undefined && part !== email);
  const proven = email ?? `${subject} at ${issuer.replace(/^https?:\/\//, "")}`;
  return called.length === 0 ? proven : `${proven} (${called.join(", ")})`;
}

/** What of an identity the record keeps. */
export function signedInAs({ issuer, subject, email }: Identity): SignedIn {
  return { issuer, subject, ...(email === undefined ? {} : { email }) };
}

/** May this person decide? In one of the groups, or owner of one of the addresses. Nobody may where neither is set. */
export function mayDecide({ groups, email }: Identity, settings: Pick<SignInSettings, "groups" | "emails">): boolean {
  return groups.some((group) => settings.groups.includes(group)) || (email !== undefined && settings.emails.includes(email));
}
