// biome-ignore lint/style/noRestrictedImports: A hash is a pure function of its text (decision D-066).
import { createHash } from "node:crypto";
import type { Proposal } from "./model/proposal.ts";

/** JSON with sorted keys and no white space, so that equal values give equal text. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  // One text in one go takes half as long as thousands of small ones, which are then copied together.
  const ordered = inKeyOrder(value);
  return ordered === UNORDERED ? pieceByPiece(value) : JSON.stringify(ordered);
}

/** What no object holds in the order of its keys as texts: JavaScript puts numbers first, and `__proto__` is no member. */
const UNORDERED = Symbol("unordered");

/** The value with the members of each object in order; the very value where they are so already. */
function inKeyOrder(value: unknown): unknown {
  if (!hasParts(value)) return value;
  return Array.isArray(value) ? listInOrder(value) : objectInOrder(value);
}

function listInOrder(items: readonly unknown[]): unknown {
  let copy: unknown[] | undefined;
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (!hasParts(item)) continue;
    const ordered = inKeyOrder(item);
    if (ordered === UNORDERED) return UNORDERED;
    if (ordered === item) continue;
    copy ??= [...items];
    copy[at] = ordered;
  }
  return copy ?? items;
}

function objectInOrder(value: Readonly<Record<string, unknown>>): unknown {
  const keys = Object.keys(value);
  let isInOrder = keys.every((key, at) => at === 0 || (keys[at - 1] ?? "") < key);
  if (!isInOrder) keys.sort();
  const copy: Record<string, unknown> = {};
  for (const key of keys) {
    if (key === "__proto__" || isDigit(key)) return UNORDERED;
    const member = value[key];
    const ordered = inKeyOrder(member);
    if (ordered === UNORDERED) return UNORDERED;
    if (ordered !== member) isInOrder = false;
    copy[key] = ordered;
  }
  return isInOrder ? value : copy;
}

function isDigit(text: string): boolean {
  return text >= "0" && text < ":";
}

function pieceByPiece(value: unknown): string {
  if (!hasParts(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => pieceByPiece(item ?? null)).join()}]`;
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => (value[key] === undefined ? [] : `${JSON.stringify(key)}:${pieceByPiece(value[key])}`));
  return `{${members.join()}}`;
}

function hasParts(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/**
 * SHA-256 of a text's UTF-8 bytes, in lower-case hex. It is made at once: WebCrypto hands each text to another thread, which takes ten times
 * as long for most.
 */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** What an approval is tied to: everything that was shown, and through its fingerprint the state of the role. */
export function proposalHash(proposal: Proposal): string {
  return sha256Hex(canonicalJson(proposal));
}
