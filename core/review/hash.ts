import type { Proposal } from "./model/proposal.ts";

/** JSON with sorted keys and no white space, so that equal values give equal text. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  // Lists of names are long, and nothing in them has keys.
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
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
