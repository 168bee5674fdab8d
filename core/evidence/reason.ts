import * as v from "valibot";
import { count, list, object, optional } from "#core/schema.ts";

const text = v.string();

/** Seen actions that are the cause, sorted. */
const by = list(text);

/** A day, `YYYY-MM-DD`. */
const day = v.string();

/** Suspicious use that casts doubt on the calls: its place in the activity's list. */
const doubt = optional(count);

/** Why an action stands in a refined policy. Words for it are made in core/messages/evidence.ts. */
export const EvidenceReason = v.variant("id", [
  object({ id: v.literal("called"), calls: count, first: day, last: day, via: list(text), doubt }),
  /** Access Analyzer's generated policy names it. */
  object({ id: v.literal("generated"), doubt }),
  /** `receivers`: the services that got the role, where they are known; `isNamed`: do the calls tell which role? */
  object({ id: v.literal("passed-role"), by, receivers: optional(list(text)), isNamed: v.boolean() }),
  /** A generated policy does not tell of roles that are passed. */
  object({ id: v.literal("may-pass-role"), by, receivers: list(text), source: text }),
  object({ id: v.literal("tagged"), by }),
  /** Evidence without calls does not tell whether they tag what they make. */
  object({ id: v.literal("may-tag"), by }),
  object({ id: v.literal("needed"), by }),
  /** Calls of others show its use. */
  object({ id: v.literal("shown"), by }),
  /** What is known of the service says so: `known` in its own words, with the AWS document. */
  object({ id: v.literal("implied"), by, known: text, source: text }),
  object({ id: v.literal("purpose"), assumedBy: list(text), known: text, source: text }),
  /** By IAM's report, where a log does not show it. */
  object({ id: v.literal("last-used"), on: day }),
  /** By IAM's report, where that is the evidence. */
  object({ id: v.literal("reported"), on: day }),
  /** By the log, after its window. */
  object({ id: v.literal("used-since"), on: day }),
  object({ id: v.literal("service-used"), service: text }),
  object({ id: v.literal("gap"), gap: text }),
  object({ id: v.literal("keep-tag"), word: text }),
  object({ id: v.literal("given-back") }),
  object({ id: v.literal("question-default"), question: text }),
  object({ id: v.literal("answered"), question: text }),
]);
export type EvidenceReason = v.InferOutput<typeof EvidenceReason>;
