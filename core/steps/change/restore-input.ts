import * as v from "valibot";
import { RestoreVote } from "#core/review/model/review.ts";
import { FromMachine, readInput, WorkflowError } from "../input.ts";

/** What can be asked back. */
export const ACTION_FORM = /^[a-z0-9-]+:[\w*?]+$/i;
const Action = v.pipe(
  v.string(),
  v.regex(ACTION_FORM, ({ input }) => `${JSON.stringify(input)} is not an action such as s3:GetObject or s3:*`),
);
const Actions = v.pipe(v.array(Action), v.minLength(1, "names no action"));

const FORM = 'must be like {"reviewId": "…"} or {"reviewId": "…", "addBack": ["s3:GetObject"]}';

const wanted = {
  reviewId: v.pipe(v.string("names no review"), v.nonEmpty("is empty")),
  /** Give back just these to the refined policy, instead of all. */
  addBack: v.optional(Actions),
  /** What was missed: later reviews keep it. */
  missed: v.optional(Actions),
  /** Who asks, each signed by the page that they asked on. */
  votes: v.optional(v.pipe(v.array(RestoreVote), v.maxLength(2)), []),
  reason: v.optional(v.pipe(v.string(), v.maxLength(1000)), ""),
  /** The fingerprint of the role that whoever asked was shown. */
  seen: v.optional(v.string()),
};

/** What the state machine role-restore may be started with. */
const Started = v.pipe(
  v.unknown(),
  v.check((input) => !Array.isArray(input), FORM),
  v.strictObject(wanted, (issue) =>
    issue.expected === "never" ? `is not known here; allowed are ${Object.keys(wanted).join(", ")}` : FORM,
  ),
);

const FromRestore = v.object({ ...FromMachine.entries, gaveUp: v.optional(WorkflowError) });

const FromReview = v.looseObject({
  reviewId: wanted.reviewId,
  error: v.optional(WorkflowError),
  rehearsed: v.optional(v.literal(true)),
});

/** What somebody wants back of a change. */
export interface Wanted {
  readonly reviewId: string;
  readonly addBack?: readonly string[] | undefined;
  readonly missed?: readonly string[] | undefined;
  readonly votes: readonly RestoreVote[];
  readonly reason: string;
  readonly seen?: string | undefined;
  /** The id of the execution that asks, where the workflow does: another one with the same request is another one all the same. */
  readonly execution?: string | undefined;
}

/** What the step restore-role is to do. */
export type RestoreStep =
  | { readonly kind: "restore"; readonly wanted: Wanted }
  /** The workflow waited for the role's lease in vain: nothing is done, and whoever asked is told. */
  | { readonly kind: "give-up"; readonly wanted: Wanted; readonly error: WorkflowError }
  /** Undoes what was done of a change that apply-policy could not finish. */
  | { readonly kind: "undo"; readonly reviewId: string; readonly error: WorkflowError }
  /** Takes back what a rehearsal attached. */
  | { readonly kind: "take-back"; readonly reviewId: string };

/**
 * Reads what the state machines role-restore and role-review hand over, and what a command asks for directly. Throws InvalidInputError that says
 * what is wrong with what somebody started role-restore with.
 */
export function readRestoreStep(input: unknown): RestoreStep {
  const restore = v.safeParse(FromRestore, input);
  if (restore.success) {
    const { execution, gaveUp: error } = restore.output;
    const asked = { ...readInput(Started, restore.output.input, "execution input"), execution: execution.id };
    return error ? { kind: "give-up", wanted: asked, error } : { kind: "restore", wanted: asked };
  }
  const { reviewId, error, rehearsed } = readInput(FromReview, input, "restore-role");
  if (rehearsed) return { kind: "take-back", reviewId };
  if (error) return { kind: "undo", reviewId, error };
  return { kind: "restore", wanted: readInput(v.object(wanted), input, "restore-role") };
}
