import * as v from "valibot";
import type { Clock, Signer, SigningPurpose } from "../ports/machine.ts";
import { asciiJson, fromBase64Url, toBase64Url } from "./base64url.ts";

/**
 * What a token is for, and the most characters that it may have. A token that was signed for one purpose opens nothing of another.
 * Links stand in addresses; a browser keeps at most 4,096 bytes of a cookie, name and attributes included (RFC 6265, section 6.1).
 */
export const MOST_CHARACTERS = { review: 1024, restore: 1024, session: 3600, "sign-in": 3600 } as const;
export type Purpose = keyof typeof MOST_CHARACTERS & SigningPurpose;

const Json = v.pipe(v.string(), v.parseJson());

/** A value with its signature, as an address or a cookie holds it. It can be read by all, and changed by nobody. */
export async function signToken<P extends Purpose>(signer: Signer<P>, purpose: P, value: unknown): Promise<string> {
  const payload = toBase64Url(asciiJson(value));
  return `${payload}.${await signer.sign(purpose, payload)}`;
}

/** The value that was signed for this purpose; undefined where the signature does not fit it exactly. */
export async function openToken<P extends Purpose>(signer: Signer<P>, purpose: P, token: string): Promise<unknown> {
  const [payload = "", signature = "", more] = token.split(".");
  const isWhole = more === undefined && token.length <= MOST_CHARACTERS[purpose] && signature !== "";
  if (!isWhole || !(await signer.verify(purpose, payload, signature))) return undefined;
  const read = v.safeParse(Json, fromBase64Url(payload));
  return read.success ? read.output : undefined;
}

export type Opened<Claims> =
  | { readonly ok: true; readonly claims: Claims }
  | { readonly ok: false; readonly because: "tampered" | "expired" };

/** What a link's token holds, where it is of the schema: its signature is checked first, its time second. */
export async function openClaims<Claims extends { readonly expiresAt: string }, P extends Purpose>(
  { signer, clock }: { readonly signer: Signer<P>; readonly clock: Clock },
  { purpose, schema }: { readonly purpose: P; readonly schema: v.GenericSchema<unknown, Claims> },
  token: string,
): Promise<Opened<Claims>> {
  const read = v.safeParse(schema, await openToken(signer, purpose, token));
  if (!read.success) return { ok: false, because: "tampered" };
  if (Date.parse(clock.now()) >= Date.parse(read.output.expiresAt)) return { ok: false, because: "expired" };
  return { ok: true, claims: read.output };
}
