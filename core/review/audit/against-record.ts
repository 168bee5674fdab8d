import * as v from "valibot";
import { stateHash } from "../change/fingerprint.ts";
import { RecordUnreadableError } from "../errors.ts";
import { proposalHash, sha256Hex } from "../hash.ts";
import { fromSaved } from "../model/saved.ts";
import type { ReviewStore } from "../ports/review-store.ts";
import type { AuditEntry } from "./chain.ts";

/** A review (`REVIEW`) or an entry of its journal (`JOURNAL#00000001`). */
export interface Place {
  readonly reviewId: string;
  readonly place: string;
}

/** The record as it stands now. */
export interface StandingRecord {
  /** The text at a place; undefined where there is none. */
  text(reviewId: string, place: string): string | undefined;
  readonly places: readonly Place[];
  readonly document: ReviewStore["document"];
}

/** What the record does not have as an entry of the trail tells it. */
export type RecordMisfit = "record-removed" | "record-changed" | "status-changed" | "proposal-changed" | "role-state-changed";

/** What the record holds and no entry tells of: it was written while the trail was off, or entries were cut off. */
export interface Untold extends Place {
  /** When it was written, by its own word. */
  readonly at: string;
}

export type RecordCheck =
  | { readonly ok: true; readonly reviews: number }
  | { readonly ok: false; readonly entry: AuditEntry; readonly because: RecordMisfit }
  | { readonly ok: false; readonly because: "untold"; readonly untold: Untold; readonly others: number };

/**
 * Holds the record to a trail that was checked, and names the first entry that it does not match. An entry of the journal is written once, so
 * its text must have the hash of the entry about it. A review is written more often than entries tell: its status must be the last one told,
 * and the proposal and the role state behind a standing decision must be those that were decided about. Nor may the record hold anything since
 * the trail began, until `now`, of which no entry tells: a trail whose end was cut off is whole by itself, and so is an empty one.
 */
export async function checkRecord(record: StandingRecord, entries: readonly AuditEntry[], now: string): Promise<RecordCheck> {
  const last = new Map(entries.map((entry) => [keyOf(entry), entry]));
  for (const entry of [...last.values()].sort((a, b) => a.sequence - b.sequence)) {
    const because = textMisfit(record, entry);
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
  const [untold, ...others] = untoldIn(record, entries, now);
  return untold ? { ok: false, because: "untold", untold, others: others.length } : { ok: true, reviews: ofReviews.size };
}

/** What was just written may be on its way to the trail: when it falls behind by more, an alarm says so. */
const ON_ITS_WAY_MS = 15 * 60_000;

/** Oldest first. What was written before the trail began has no entry. */
function untoldIn(record: StandingRecord, entries: readonly AuditEntry[], now: string): readonly Untold[] {
  const told = new Set(entries.map(keyOf));
  const begun = Math.min(...entries.map(({ at }) => Date.parse(at)));
  const from = Number.isFinite(begun) ? begun : Number.NEGATIVE_INFINITY;
  return record.places
    .flatMap((place) => (told.has(keyOf(place)) ? [] : datedIn(record, place)))
    .filter(({ at }) => Date.parse(at) > from && Date.parse(at) < Date.parse(now) - ON_ITS_WAY_MS)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function keyOf({ reviewId, place }: Place): string {
  return `${reviewId} ${place}`;
}

const Dated = v.pipe(
  v.string(),
  v.parseJson(),
  v.union([v.looseObject({ createdAt: v.pipe(v.string(), v.isoTimestamp()) }), v.object({ at: v.pipe(v.string(), v.isoTimestamp()) })]),
);

/** With its time; nothing of a text that says none, as none of Whittle's does. */
function datedIn(record: StandingRecord, { reviewId, place }: Place): readonly Untold[] {
  const read = v.safeParse(Dated, record.text(reviewId, place));
  return read.success ? [{ reviewId, place, at: "createdAt" in read.output ? read.output.createdAt : read.output.at }] : [];
}

function textMisfit(record: StandingRecord, { reviewId, place, record: hash }: AuditEntry): RecordMisfit | undefined {
  const text = record.text(reviewId, place);
  if (text === undefined) return hash === undefined ? undefined : "record-removed";
  if (hash === undefined) return "record-changed";
  return place === "REVIEW" || sha256Hex(text) === hash ? undefined : "record-changed";
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
    if (!proposal || proposalHash(proposal) !== entry.event.proposalHash) return { entry, because: "proposal-changed" };
    const before = await document(entry.reviewId, "before");
    const isAsDecided = proposal.roleStateHash === undefined || (before && stateHash(before) === proposal.roleStateHash);
    return isAsDecided ? undefined : { entry, because: "role-state-changed" };
  } catch (error) {
    if (error instanceof RecordUnreadableError) return { entry, because: "proposal-changed" };
    throw error;
  }
}
