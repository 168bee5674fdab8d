import { type AuditEntry, NO_ENTRY } from "#core/review/audit/chain.ts";
import type { AuditEvent } from "#core/review/audit/event.ts";

/** An entry of the audit trail about a made-up role, whose hash and signature are none. */
export function auditEntry(event: AuditEvent): AuditEntry {
  return {
    version: 1,
    sequence: 12,
    previous: NO_ENTRY,
    id: "e-0",
    at: "2026-11-28T10:00:00.000Z",
    recordedAt: "2026-11-28T10:00:01.000Z",
    reviewId: "r1",
    place: "REVIEW",
    role: "arn:aws:iam::111122223333:role/MyRole",
    record: NO_ENTRY,
    event,
    hash: NO_ENTRY,
    signature: "s",
  };
}
