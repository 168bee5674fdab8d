import * as v from "valibot";
import { instant, list, object, optional } from "#core/schema.ts";
import type { Activity } from "#core/usage/activity.ts";
import { RecordUnreadableError } from "../errors.ts";
import type { GenerationResult } from "../ports/access-analyzer.ts";
import { JournalEntry } from "./journal.ts";
import { Proposal } from "./proposal.ts";
import { Review } from "./review.ts";
import { RoleState } from "./role-state.ts";

const Evidence: v.GenericSchema<unknown, GenerationResult> = v.variant("kind", [
  object({ kind: v.literal("documents"), documents: list(v.string()), isComplete: v.boolean() }),
  object({
    kind: v.literal("last-accessed"),
    services: list(
      object({
        service: v.string(),
        at: instant,
        actions: optional(list(object({ action: v.string(), at: instant, region: optional(v.string()) }))),
        tracked: optional(list(v.string())),
      }),
    ),
  }),
  object({ kind: v.literal("activity"), activity: v.custom<Activity>((value) => typeof value === "object" && value !== null) }),
]);

/**
 * The schema of each thing that a record holds. A store writes and reads texts through these alone: what a schema does not
 * know is refused when it is written, and so nothing is lost when it is read.
 */
const SCHEMAS = { review: Review, journal: JournalEntry, evidence: Evidence, before: RoleState, proposal: Proposal } as const;

/** All that a record keeps, by its kind. */
export interface Saved {
  readonly review: Review;
  readonly journal: JournalEntry;
  /** What the generation found. */
  readonly evidence: GenerationResult;
  /** The role as it was proposed about: what restoring needs. */
  readonly before: RoleState;
  readonly proposal: Proposal;
}

/** A value as the record keeps it. Throws RecordUnreadableError where it is not of its schema. */
export function toSaved<K extends keyof Saved>(kind: K, value: Saved[K], where: string): string {
  const text = JSON.stringify(value);
  fromSaved(kind, text, where);
  return text;
}

/** What toSaved made of a value. Throws RecordUnreadableError where the text is of no such value. */
export function fromSaved<K extends keyof Saved>(kind: K, text: unknown, where: string): Saved[K] {
  const schema: v.GenericSchema<unknown, Saved[K]> = schemaOf(kind);
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new RecordUnreadableError(`${kind} of ${where}`, `${v.getDotPath(issue) ?? "the text"}: ${issue.message}`);
}

function schemaOf<K extends keyof Saved>(kind: K): v.GenericSchema<unknown, Saved[K]> {
  const schemas: { readonly [Each in keyof Saved]: v.GenericSchema<unknown, Saved[Each]> } = SCHEMAS;
  return schemas[kind];
}
