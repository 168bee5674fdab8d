import * as v from "valibot";
import type { Signer } from "../../ports/machine.ts";
import { asciiJson, fromBase64Url, toBase64Url } from "./base64url.ts";

/** What a link is the right to. A token that was signed for one opens nothing of another. */
export type LinkPurpose = "review" | "restore";

const MOST_CHARACTERS = 1024;

const Json = v.pipe(v.string(), v.parseJson());

/** A value as it stands in a link's address, with its signature. */
export async function signToken(signer: Signer, purpose: LinkPurpose, value: unknown): Promise<string> {
  const payload = toBase64Url(asciiJson(value));
  return `${payload}.${await signer.sign(`${purpose} ${payload}`)}`;
}

/** The value that was signed for this purpose; undefined where the signature does not fit it exactly. */
export async function openToken(signer: Signer, purpose: LinkPurpose, token: string): Promise<unknown> {
  const [payload = "", signature = "", more] = token.split(".");
  const isWhole = more === undefined && token.length <= MOST_CHARACTERS && signature !== "";
  if (!isWhole || !(await signer.verify(`${purpose} ${payload}`, signature))) return undefined;
  const read = v.safeParse(Json, fromBase64Url(payload));
  return read.success ? read.output : undefined;
}
