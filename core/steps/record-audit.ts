import { eventsOf, type RecordChange } from "#core/review/audit/record-change.ts";
import { type VoteChecking, withSignatures } from "#core/review/audit/signed.ts";
import { RecordUnreadableError, ReviewNotFoundError } from "#core/review/errors.ts";
import { sha256Hex } from "#core/review/hash.ts";
import { fromSaved } from "#core/review/model/saved.ts";
import type { AuditCopies, AuditTrail } from "#core/review/ports/audit.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";

export interface RecordAuditNeeds {
  readonly trail: AuditTrail;
  /** In order: the export first, so that nobody hears of what is not kept. */
  readonly copies: readonly AuditCopies[];
  readonly store: Pick<ReviewStore, "get" | "document">;
  readonly votes: VoteChecking["votes"];
}

/**
 * Puts what one write to the record tells into the audit trail, then sends it on. May be repeated: an entry stands in the trail once, and a
 * copy that did not get through is sent again.
 */
export async function recordAudit({ trail, copies, store, votes }: RecordAuditNeeds, change: RecordChange): Promise<void> {
  const events = await withSignatures({ votes, store }, eventsOf(change));
  if (events.length === 0) return;
  const { id, at, reviewId, place, after } = change;
  const role = await roleOf(store, change);
  const record = after === undefined ? {} : { record: sha256Hex(after) };
  for (const [index, event] of events.entries()) {
    const entry = await trail.append({ id: `${id}-${index}`, at, reviewId, place, ...(role ? { role } : {}), ...record, event });
    for (const copy of copies) await copy.send(entry);
  }
}

/** IAM API Reference, "GetRole": an ARN has at most 2,048 characters. */
const MOST_ARN = 2048;

/** The role of a review that is gone, or that nobody can read, is not known. */
async function roleOf(store: RecordAuditNeeds["store"], change: RecordChange): Promise<string | undefined> {
  try {
    const text = change.place === "REVIEW" ? (change.before ?? change.after) : undefined;
    const { roleArn } = text === undefined ? await store.get(change.reviewId) : fromSaved("review", text, change.reviewId);
    return roleArn.length > MOST_ARN ? undefined : roleArn;
  } catch (error) {
    if (error instanceof ReviewNotFoundError || error instanceof RecordUnreadableError) return undefined;
    throw error;
  }
}
