import { canonicalJson, sha256Hex } from "../hash.ts";
import type { RoleState } from "../model/role-state.ts";

/**
 * SHA-256, in hex, over everything that decides a role's permissions: attached policies with their default versions and whether they may be changed for it alone,
 * inline documents, boundary; and over which role it is: one that was made anew under the same name is another. Trust, tags and
 * last use are left aside. `except` leaves attached policies out by ARN, and inline ones by their key.
 */
export function fingerprint(role: RoleState, except: ReadonlySet<string> = new Set()): string {
  const attached = role.attached
    .filter(({ arn }) => !except.has(arn))
    .map(({ arn, versionId, json, shared }) => [arn, versionId, sameJson(json), shared ? "shared" : ""]);
  const inline = role.inline.filter(({ name }) => !except.has(inlineKey(name))).map(({ name, json }) => [name, sameJson(json)]);
  return sha256Hex(canonicalJson([role.arn, role.createdAt, sorted(attached), sorted(inline), role.boundaryArn ?? ""]));
}

/** SHA-256, in hex, over a role state as a whole, trust, tags and last use too: of what was saved, nothing can be changed. */
export function stateHash({ attached, inline, ...role }: RoleState): string {
  // The documents were read from their texts, and would only be hashed twice.
  const texts = <P extends { readonly document: unknown }>(policies: readonly P[]) => policies.map(({ document: _, ...policy }) => policy);
  return sha256Hex(canonicalJson({ ...role, attached: texts(attached), inline: texts(inline) }));
}

/** What stands for an inline policy beside the ARNs of attached ones. */
export function inlineKey(name: string): string {
  return `inline policy ${name}`;
}

/** Is it the role that it was, and not one that was made anew under its name? */
export function isSameRole(now: Pick<RoleState, "arn" | "createdAt">, before: Pick<RoleState, "arn" | "createdAt">): boolean {
  return now.arn === before.arn && now.createdAt === before.createdAt;
}

/** White space and the order of members do not decide anything. */
export function sameJson(json: string): string {
  return canonicalJson(JSON.parse(json));
}

function sorted(entries: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return entries.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : a > b ? 1 : 0));
}
