import * as v from "valibot";
import type { Clock, Signer } from "../../ports/machine.ts";
import { asciiJson, fromBase64Url, toBase64Url } from "../link/base64url.ts";
import { SignInRefusedError } from "./errors.ts";
import type { SignInSettings } from "./settings.ts";

/** What is sealed for one purpose opens for no other. */
export type Purpose = "session" | "sign-in";

export interface Sealing {
  readonly signer: Signer;
  readonly clock: Clock;
  readonly pageUrl: string;
  readonly settings: Pick<SignInSettings, "issuer" | "clientId">;
}

/** A browser keeps at most 4,096 bytes of a cookie, name and attributes included (RFC 6265, section 6.1). */
const MOST_SEALED = 3_600;

const Envelope = v.strictTuple([v.string(), v.string(), v.string(), v.pipe(v.string(), v.isoTimestamp()), v.unknown()]);

/**
 * A value that the browser keeps and cannot change: good for this page and this OpenID client alone, until then.
 * Throws SignInRefusedError where it is too long to keep.
 */
export async function seal({ signer, pageUrl, settings }: Sealing, purpose: Purpose, expiresAt: string, value: unknown): Promise<string> {
  const payload = toBase64Url(asciiJson([pageUrl, settings.issuer, settings.clientId, expiresAt, value]));
  const sealed = `${payload}.${await signer.sign(`${purpose} ${payload}`)}`;
  if (sealed.length > MOST_SEALED) throw new SignInRefusedError("the provider's names for this person are longer than a cookie holds.");
  return sealed;
}

/** The value, or undefined where the seal is broken, over, or of another purpose, page or client. */
export async function unseal({ signer, clock, pageUrl, settings }: Sealing, purpose: Purpose, sealed: string): Promise<unknown> {
  const [payload = "", signature = "", more] = sealed.split(".");
  const isWhole = more === undefined && sealed.length <= MOST_SEALED && signature !== "";
  if (!isWhole || !(await signer.verify(`${purpose} ${payload}`, signature))) return undefined;
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Envelope), fromBase64Url(payload));
  if (!read.success) return undefined;
  const [page, issuer, clientId, expiresAt, value] = read.output;
  const isOurs = page === pageUrl && issuer === settings.issuer && clientId === settings.clientId;
  return isOurs && Date.parse(clock.now()) < Date.parse(expiresAt) ? value : undefined;
}
