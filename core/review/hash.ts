import type { Proposal } from "./model/proposal.ts";

/** JSON with sorted keys and no white space, so that equal values give equal text. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  if (!hasParts(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return canonicalList(value);
  let members = "";
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members += `${members === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

function canonicalList(items: readonly unknown[]): string {
  // Lists of names and counts are long, and nothing in them has keys.
  if (!items.some(hasParts)) return JSON.stringify(items);
  let text = "";
  for (const item of items) text += `${text === "" ? "" : ","}${canonicalJson(item ?? null)}`;
  return `[${text}]`;
}

function hasParts(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. */
export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What an approval is tied to: everything that was shown, and through its fingerprint the state of the role. */
export function proposalHash(proposal: Proposal): Promise<string> {
  return sha256Hex(canonicalJson(proposal));
}
