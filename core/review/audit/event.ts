import * as v from "valibot";
import { list, object, optional } from "#core/schema.ts";
import { StepRecord } from "../model/journal.ts";
import { ReviewStatus } from "../model/status.ts";

const Person = object({ by: v.string(), issuer: optional(v.string()), subject: optional(v.string()) });
export type Person = v.InferOutput<typeof Person>;

/**
 * Whether the page signed a vote: `unchecked` where the proposal that it is about is not the one in the record any more. Absent where nobody signs
 * it, as the clock's, and in entries of before it was checked.
 */
const Signed = optional(v.picklist(["genuine", "not-genuine", "unchecked"]));
export type Signed = NonNullable<v.InferOutput<typeof Signed>>;

/**
 * One thing that the record shows to have happened, as events and the audit trail tell it. It holds no link, token, comment or policy
 * document; what was written stands in the record, and the entry holds its SHA-256.
 */
export const AuditEvent = v.variant("kind", [
  object({ kind: v.literal("status"), from: optional(ReviewStatus), to: ReviewStatus }),
  /** One person's vote, or the clock's; `final` where it decides the review. */
  object({
    kind: v.literal("decision"),
    verdict: v.picklist(["approved", "rejected", "expired"]),
    final: v.boolean(),
    person: Person,
    proposalHash: v.string(),
    signed: Signed,
  }),
  /** What was decided no longer counts. */
  object({ kind: v.literal("decision-withdrawn"), proposalHash: v.string() }),
  object({ kind: v.literal("restore-vote"), person: Person, addBack: optional(list(v.string())), signed: Signed }),
  /** One IAM call, or one look, of a change. */
  object({
    kind: v.literal("change"),
    step: StepRecord,
    state: v.picklist(["started", "done", "failed"]),
    error: optional(v.string()),
  }),
  /** Any other entry of the journal, by its kind. */
  object({ kind: v.literal("journal"), entry: v.string(), by: optional(v.string()), action: optional(v.string()) }),
  /** Something that no function of Whittle does to its record. */
  object({
    kind: v.literal("tampering"),
    what: v.picklist([
      "journal-changed",
      "journal-removed",
      "review-removed",
      "review-rewritten",
      "review-forged",
      "vote-forged",
      "unreadable",
    ]),
  }),
]);
export type AuditEvent = v.InferOutput<typeof AuditEvent>;

/** The detail type of an event on EventBridge. */
export const DETAIL_TYPES: Readonly<Record<AuditEvent["kind"], string>> = {
  status: "Whittle Review Status Change",
  decision: "Whittle Decision",
  "decision-withdrawn": "Whittle Decision",
  "restore-vote": "Whittle Restore Request",
  change: "Whittle Role Change",
  journal: "Whittle Journal Entry",
  tampering: "Whittle Record Tampering",
};
