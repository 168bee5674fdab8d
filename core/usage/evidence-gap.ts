import * as v from "valibot";
import { FaultyFile, RecordFault } from "#core/cloudtrail/log-fault.ts";
import { count, list, object, optional } from "#core/schema.ts";

const text = v.string();
const warn = v.literal("warn");
const wait = v.literal("wait");

/** A day, `YYYY-MM-DD`. */
const day = v.string();

/** The first few of many names. */
const firstFew = list(text);

/** Why IAM did not tell when a role last used each service; `error` is IAM's own, or an error's message. */
export const NoLastAccess = v.variant("id", [
  object({ id: v.literal("not-ready") }),
  object({ id: v.literal("aws-fault") }),
  object({ id: v.literal("failed"), error: optional(text) }),
  object({ id: v.literal("not-answered"), error: text }),
]);
export type NoLastAccess = v.InferOutput<typeof NoLastAccess>;

/**
 * Something about the data that keeps absence from meaning unused; `effect` is what Whittle does because of it. Words for it are
 * made in core/messages/gap.ts.
 */
export const EvidenceGap = v.variant("kind", [
  object({ kind: v.literal("incomplete-generation"), effect: warn }),
  object({ kind: v.literal("empty-generation"), effect: wait }),
  object({ kind: v.literal("short-window"), effect: warn, days: count, graceDays: count }),
  object({ kind: v.literal("trail-starts-late"), effect: warn, begins: day, missingDays: count }),
  object({ kind: v.literal("days-without-logs"), effect: v.picklist(["warn", "wait"]), days: count, first: list(day) }),
  object({ kind: v.literal("regions-without-logs"), effect: warn, regions: list(text) }),
  /** Of a permission set: accounts without one record of it. `wait`: IAM says that it was used there; `warn`: IAM was not asked. */
  object({ kind: v.literal("accounts-without-records"), effect: v.picklist(["warn", "wait"]), accounts: list(text) }),
  object({
    kind: v.literal("unreadable-files"),
    effect: warn,
    files: count,
    /** All log files, the readable ones too, where that is known. */
    outOf: optional(count),
    firstFiles: list(FaultyFile),
    /** Without what the files may hold that could not be read. */
    records: count,
    reasons: count,
    firstReasons: list(RecordFault),
  }),
  object({
    kind: v.literal("unresolved-events"),
    effect: v.picklist(["warn", "keep"]),
    /** `log`: events that map to no action; `generated-policy`: actions that are in no catalogue. */
    of: v.picklist(["log", "generated-policy"]),
    events: count,
    firstEvents: firstFew,
    /** Patterns of actions that are kept because of it, where `effect` is `keep`. */
    keeps: optional(list(text)),
  }),
  object({ kind: v.literal("last-access-unknown"), effect: warn, because: NoLastAccess }),
  object({ kind: v.literal("owner-unknown"), effect: warn, error: text }),
  object({ kind: v.literal("role-younger-than-window"), effect: v.picklist(["warn", "wait"]), created: day, days: count }),
  object({
    kind: v.literal("granted-recently"),
    effect: v.literal("keep"),
    policy: text,
    granted: day,
    graceDays: count,
    /** ARNs of policies that stay attached because of it. */
    policies: list(text),
  }),
]);
export type EvidenceGap = v.InferOutput<typeof EvidenceGap>;

export type GapOf<K extends EvidenceGap["kind"]> = Extract<EvidenceGap, { readonly kind: K }>;

/** As many names of a gap are kept; the rest is a number. */
export const MOST_NAMED = 8;
