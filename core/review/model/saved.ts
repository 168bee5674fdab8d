import * as v from "valibot";
import { ActionName } from "#core/aws/names.ts";
import { PolicyParseError } from "#core/policy/parse.ts";
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
        actions: optional(list(object({ action: ActionName, at: instant, region: optional(v.string()) }))),
        tracked: optional(list(v.string())),
      }),
    ),
  }),
  object({ kind: v.literal("activity"), activity: v.custom<Activity>((value) => typeof value === "object" && value !== null) }),
]);

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
  if (!READERS[kind].takes(value, text)) fromSaved(kind, text, where);
  return text;
}

/** What toSaved made of a value. Throws RecordUnreadableError where the text is of no such value. */
export function fromSaved<K extends keyof Saved>(kind: K, text: unknown, where: string): Saved[K] {
  return READERS[kind].read(text, `${kind} of ${where}`);
}

interface Reader<T> {
  read(text: unknown, what: string): T;
  /** Is it known without reading the text that it holds the value? */
  takes(value: T, text: string): boolean;
}

/**
 * Reads each thing that a record holds. A store writes and reads texts through their schemas alone: what a schema does not know is
 * refused when it is written, and so nothing is lost when it is read.
 */
const READERS: { readonly [K in keyof Saved]: Reader<Saved[K]> } = {
  review: reader(Review),
  journal: reader(JournalEntry),
  evidence: reader(Evidence),
  before: reader(RoleState),
  proposal: reader(Proposal, { isNeverChanged: true }),
};

/**
 * Remembers the last text, whose value nobody changes: a step reads what the one before it wrote, and a proposal takes long to read. One
 * that is written is of no part that anything changes later, so that it is checked as it is, in place of its text.
 */
function reader<T>(schema: v.GenericSchema<unknown, T>, { isNeverChanged } = { isNeverChanged: false }): Reader<T> {
  const json = v.pipe(v.string(), v.parseJson(), schema);
  let latest: { readonly text: unknown; readonly value: T } | undefined;
  return {
    read(text, what) {
      if (latest !== undefined && latest.text === text) return latest.value;
      const result = parsed(json, text, what);
      if (!result.success) {
        const [issue] = result.issues;
        throw new RecordUnreadableError(what, `${v.getDotPath(issue) ?? "the text"}: ${issue.message}`);
      }
      latest = { text, value: result.output };
      return result.output;
    },
    takes(value, text) {
      if (!isNeverChanged) return false;
      const result = v.safeParse(schema, value);
      if (result.success) latest = { text, value: result.output };
      return result.success;
    },
  };
}

/**
 * A text that names a policy which is none is not as this version writes it, as one of another form. The first thing wrong is enough: of an item
 * full of them, all would take more memory than a function has.
 */
function parsed<T>(json: v.GenericSchema<unknown, T>, text: unknown, what: string): v.SafeParseResult<typeof json> {
  try {
    return v.safeParse(json, text, { abortEarly: true });
  } catch (error) {
    if (error instanceof PolicyParseError) throw new RecordUnreadableError(what, error.message);
    throw error;
  }
}
