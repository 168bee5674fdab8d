import { stateHash } from "../change/fingerprint.ts";
import { RecordUnreadableError } from "../errors.ts";
import { proposalHash, sha256Hex } from "../hash.ts";
import { fromSaved } from "../model/saved.ts";
import type { ReviewStore } from "../ports/review-store.ts";
import type { AuditEntry } from "./chain.ts";

/** The record as it stands now. */
export interface StandingRecord {
  /** The text of a review (`REVIEW`) or of an entry of its journal (`JOURNAL#00000001`); undefined where there is none. */
  text(reviewId: string, place: string): string | undefined;
  readonly document: ReviewStore["document"];
}

/** What the record does not have as an entry of the trail tells it. */
export type RecordMisfit = "record-removed" | "record-changed" | "status-changed" | "proposal-changed" | "role-state-changed";

export type RecordCheck =
  | { readonly ok: true; readonly reviews: number }
  | { readonly ok: false; readonly entry: AuditEntry; readonly because: RecordMisfit };

/**
 * Holds the record to a trail that was checked, and names the first entry that it does not match. An entry of the journal is written once, so
 * its text must have the hash of the entry about it. A review is written more often than entries tell: its status must be the last one told,
 * and the proposal and the role state behind a standing decision must be those that were decided about.
 */
export async function checkRecord(record: StandingRecord, entries: readonly AuditEntry[]): Promise<RecordCheck> {
  const last = new Map(entries.map((entry) => [`${entry.reviewId} ${entry.place}`, entry]));
  for (const entry of [...last.values()].sort((a, b) => a.sequence - b.sequence)) {
    const because = await textMisfit(record, entry);
    if (because) return { ok: false, entry, because };
  }
  const ofReviews = Map.groupBy(
    entries.filter(({ place }) => place === "REVIEW"),
    ({ reviewId }) => reviewId,
  );
  for (const told of ofReviews.values()) {
    const misfit = statusMisfit(record, told) ?? (await decisionMisfit(record, told));
    if (misfit) return { ok: false, ...misfit };
  }
  return { ok: true, reviews: ofReviews.size };
}

async function textMisfit(record: StandingRecord, { reviewId, place, record: hash }: AuditEntry): Promise<RecordMisfit | undefined> {
  const text = record.text(reviewId, place);
  if (text === undefined) return hash === undefined ? undefined : "record-removed";
  if (hash === undefined) return "record-changed";
  return place === "REVIEW" || (await sha256Hex(text)) === hash ? undefined : "record-changed";
}

interface Named {
  readonly entry: AuditEntry;
  readonly because: RecordMisfit;
}

/** A review that was rewritten is told as that, and its status is not. */
function statusMisfit(record: StandingRecord, told: readonly AuditEntry[]): Named | undefined {
  const entry = told.findLast(({ event }) => event.kind === "status" || event.kind === "tampering");
  if (entry?.event.kind !== "status") return undefined;
  const text = record.text(entry.reviewId, "REVIEW");
  try {
    const isAsTold = text === undefined || fromSaved("review", text, entry.reviewId).status === entry.event.to;
    return isAsTold ? undefined : { entry, because: "status-changed" };
  } catch (error) {
    if (error instanceof RecordUnreadableError) return { entry, because: "record-changed" };
    throw error;
  }
}

async function decisionMisfit({ document }: StandingRecord, told: readonly AuditEntry[]): Promise<Named | undefined> {
  const entry = told.findLast(({ event }) => event.kind === "decision-withdrawn" || (event.kind === "decision" && event.final));
  if (entry?.event.kind !== "decision") return undefined;
  try {
    const proposal = await document(entry.reviewId, "proposal");
    if (!proposal || (await proposalHash(proposal)) !== entry.event.proposalHash) return { entry, because: "proposal-changed" };
    const before = await document(entry.reviewId, "before");
    const isAsDecided = proposal.roleStateHash === undefined || (before && (await stateHash(before)) === proposal.roleStateHash);
    return isAsDecided ? undefined : { entry, because: "role-state-changed" };
  } catch (error) {
    if (error instanceof RecordUnreadableError) return { entry, because: "proposal-changed" };
    throw error;
  }
}
