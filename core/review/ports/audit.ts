import type { AuditDraft, AuditEntry } from "../audit/chain.ts";

/** The audit trail: one chain a stack, which only grows. */
export interface AuditTrail {
  /** Adds an entry at the end; gives back the one that stands there already where its id was added before. */
  append(draft: AuditDraft): Promise<AuditEntry>;
}

/** Where an entry goes besides the trail. Taking the same entry again does nothing, or says the same again under the same id. */
export interface AuditCopies {
  send(entry: AuditEntry): Promise<void>;
}
