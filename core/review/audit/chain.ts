import * as v from "valibot";
import { count, instant, object, optional } from "#core/schema.ts";
import { canonicalJson, sha256Hex } from "../hash.ts";
import { AuditEvent } from "./event.ts";

/** What the first entry has in the place of the hash before it. */
export const NO_ENTRY = "0".repeat(64);

const content = {
  version: v.literal(1),
  /** Counts from 1, without a gap, over all roles of a stack. */
  sequence: count,
  /** The hash of the entry before. */
  previous: v.string(),
  /** The same at each delivery of an event. */
  id: v.string(),
  /** When the table took what it tells of, and when the entry was made. */
  at: instant,
  recordedAt: instant,
  reviewId: v.string(),
  place: v.string(),
  /** The role's ARN; absent where the review itself is gone. */
  role: optional(v.string()),
  /** SHA-256 of the text that the record held then; absent where it was removed. */
  record: optional(v.string()),
  event: AuditEvent,
};

/** One entry of the audit trail. Its hash covers all but the hash and the signature; the signature covers the hash. */
export const AuditEntry = object({ ...content, hash: v.string(), signature: v.string() });
export type AuditEntry = v.InferOutput<typeof AuditEntry>;
/** What an entry tells, before it has a place in the chain. */
export type AuditDraft = Omit<AuditEntry, "version" | "sequence" | "previous" | "recordedAt" | "hash" | "signature">;

/** Signs entries. Only the function that keeps the trail may; everybody can check with the public key. */
export interface AuditSigner {
  /** Base64. */
  sign(text: string): Promise<string>;
}
export type AuditVerifier = (text: string, signature: string) => boolean;

/** The end of a chain: what the next entry follows on. */
export type ChainEnd = Pick<AuditEntry, "sequence" | "hash">;
export const EMPTY_CHAIN: ChainEnd = { sequence: 0, hash: NO_ENTRY };

/** The entry that follows on `end`, signed. */
export async function nextEntry(signer: AuditSigner, end: ChainEnd, draft: AuditDraft, recordedAt: string): Promise<AuditEntry> {
  const unsigned = { ...draft, version: 1 as const, sequence: end.sequence + 1, previous: end.hash, recordedAt };
  const hash = sha256Hex(canonicalJson(unsigned));
  return { ...unsigned, hash, signature: await signer.sign(signedText(hash)) };
}

/** Says what the key signs, so that a signature of it is good for nothing else. */
function signedText(hash: string): string {
  return `whittle-audit-1 ${hash}`;
}

/**
 * What was read of a trail that may have grown meanwhile: without the entries that were written between the two times at which its end was
 * read. Those that no end tells of stay: somebody else put them there.
 */
export function withoutLater(
  entries: readonly AuditEntry[],
  { before, after }: { readonly before: ChainEnd; readonly after: ChainEnd },
): readonly AuditEntry[] {
  return entries.filter(({ sequence }) => sequence <= before.sequence || sequence > after.sequence);
}

/** Why an entry does not fit: what was done to the trail there. */
export type Misfit = "changed" | "not-signed" | "missing-before" | "out-of-order" | "not-following" | "twice";

export type ChainCheck =
  | { readonly ok: true; readonly entries: number; readonly end: ChainEnd }
  | { readonly ok: false; readonly entry: AuditEntry; readonly because: Misfit };

/** Checks a trail in the order in which it is given, and names the first entry that does not fit. `first` is the sequence that it must begin with. */
export function checkChain(verify: AuditVerifier, entries: readonly AuditEntry[], first = 1): ChainCheck {
  let end: ChainEnd | undefined = first === 1 ? EMPTY_CHAIN : undefined;
  let expected = first;
  for (const entry of entries) {
    const because = ownMisfit(verify, entry) ?? placeMisfit(entry, expected, end);
    if (because) return { ok: false, entry, because };
    end = entry;
    expected += 1;
  }
  return { ok: true, entries: entries.length, end: end ?? EMPTY_CHAIN };
}

function ownMisfit(verify: AuditVerifier, { hash, signature, ...unsigned }: AuditEntry): Misfit | undefined {
  if (sha256Hex(canonicalJson(unsigned)) !== hash) return "changed";
  return verify(signedText(hash), signature) ? undefined : "not-signed";
}

function placeMisfit({ sequence, previous }: AuditEntry, expected: number, end: ChainEnd | undefined): Misfit | undefined {
  if (sequence > expected) return "missing-before";
  if (sequence === expected - 1 && end?.sequence === sequence) return "twice";
  if (sequence < expected) return "out-of-order";
  return end && previous !== end.hash ? "not-following" : undefined;
}
