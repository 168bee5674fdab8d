import * as v from "valibot";
import type { Clock, Signer } from "../../ports/machine.ts";
import { MOST_CHARACTERS, openToken, type Purpose, signToken } from "../signed-token.ts";
import { SignInRefusedError } from "./errors.ts";
import type { SignInSettings } from "./settings.ts";

/** What the browser keeps in a cookie. */
type CookiePurpose = Extract<Purpose, "session" | "sign-in">;

export interface Sealing {
  readonly signer: Signer<CookiePurpose>;
  readonly clock: Clock;
  readonly pageUrl: string;
  readonly settings: Pick<SignInSettings, "issuer" | "clientId">;
}

const Envelope = v.strictTuple([v.string(), v.string(), v.string(), v.pipe(v.string(), v.isoTimestamp()), v.unknown()]);

/**
 * A value that the browser keeps and cannot change: good for this page and this OpenID client alone, until then.
 * Throws SignInRefusedError where it is too long to keep.
 */
export async function seal(
  { signer, pageUrl, settings }: Sealing,
  purpose: CookiePurpose,
  expiresAt: string,
  value: unknown,
): Promise<string> {
  const sealed = await signToken(signer, purpose, [pageUrl, settings.issuer, settings.clientId, expiresAt, value]);
  if (sealed.length > MOST_CHARACTERS[purpose])
    throw new SignInRefusedError("the provider's names for this person are longer than a cookie holds.");
  return sealed;
}

/** The value, or undefined where the seal is broken, over, or of another purpose, page or client. */
export async function unseal({ signer, clock, pageUrl, settings }: Sealing, purpose: CookiePurpose, sealed: string): Promise<unknown> {
  const read = v.safeParse(Envelope, await openToken(signer, purpose, sealed));
  if (!read.success) return undefined;
  const [page, issuer, clientId, expiresAt, value] = read.output;
  const isOurs = page === pageUrl && issuer === settings.issuer && clientId === settings.clientId;
  return isOurs && Date.parse(clock.now()) < Date.parse(expiresAt) ? value : undefined;
}
