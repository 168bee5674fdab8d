import { canonicalJson, sha256Hex } from "../hash.ts";
import type { RoleState } from "../role-state.ts";

/**
 * SHA-256, in hex, over everything that decides a role's permissions: attached policies with their default versions,
 * inline documents, boundary. Trust, tags and last use are left aside. `except` leaves attached policies out by ARN.
 */
export function fingerprint(role: RoleState, except: ReadonlySet<string> = new Set()): Promise<string> {
  const attached = role.attached.filter(({ arn }) => !except.has(arn)).map(({ arn, versionId, json }) => [arn, versionId, sameJson(json)]);
  const inline = role.inline.map(({ name, json }) => [name, sameJson(json)]);
  return sha256Hex(canonicalJson([role.arn, sorted(attached), sorted(inline), role.boundaryArn ?? ""]));
}

/** White space and the order of members do not decide anything. */
export function sameJson(json: string): string {
  return canonicalJson(JSON.parse(json));
}

function sorted(entries: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return entries.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : a > b ? 1 : 0));
}
