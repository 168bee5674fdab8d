import * as v from "valibot";
import { Arn } from "#core/aws/names.ts";
import { count, instant, list, object, optional } from "#core/schema.ts";
import type { ActivityEntry } from "#core/usage/activity.ts";
import { NoLastAccess } from "#core/usage/evidence-gap.ts";
import { CodeForm } from "./outcome.ts";
import { PolicyRef } from "./role-state.ts";

const ref = { arn: Arn, name: v.string() };

/** What the journal keeps of one IAM call, or one look, of a change: enough to know it again and to put it in words. */
export const StepRecord = v.variant("kind", [
  object({ kind: v.literal("create-policy"), ...ref }),
  object({ kind: v.literal("add-version"), ...ref, before: object({ versionId: v.string() }) }),
  object({ kind: v.literal("set-version"), ...ref, versionId: v.string() }),
  object({ kind: v.literal("tag"), ...ref }),
  object({ kind: v.literal("attach"), ...ref }),
  object({ kind: v.literal("verify"), policies: list(PolicyRef), inline: optional(list(object({ name: v.string() }))) }),
  object({ kind: v.literal("detach"), ...ref }),
  object({ kind: v.literal("put-inline"), name: v.string() }),
  object({ kind: v.literal("delete-inline"), name: v.string() }),
  object({ kind: v.literal("delete-policy"), ...ref }),
  object({ kind: v.literal("provision") }),
]);
export type StepRecord = v.InferOutput<typeof StepRecord>;

/** An error by its stable code, in the words of whoever raised it. */
const ErrorRecord = object({ code: v.string(), message: v.string() });
export type ErrorRecord = v.InferOutput<typeof ErrorRecord>;

/** Messages that a step sends once, however often it is repeated. */
const SentMessage = v.picklist([
  "added-back",
  "alarm",
  "applied",
  "closed",
  "code-requested",
  "failed",
  "handed-over",
  "not-deployed",
  "rehearsal-began",
  "restored",
  "withdrawn",
  "would-deny",
]);
export type SentMessage = v.InferOutput<typeof SentMessage>;

/** One thing that happened in a review, as data; core/messages/journal.ts has the words. */
export const JournalEntry = v.variant("kind", [
  /** Written before and after each step of a change. */
  object({
    kind: v.literal("step"),
    at: instant,
    step: StepRecord,
    state: v.picklist(["started", "done", "failed"]),
    /** Why it failed. */
    error: optional(ErrorRecord),
  }),
  /** The way back by plain AWS CLI, written before the first step of a change. */
  object({ kind: v.literal("break-glass"), at: instant, command: v.string() }),
  /** An approval that no longer counts, because the role had changed since its proposal. */
  object({
    kind: v.literal("approval-set-aside"),
    at: instant,
    by: v.string(),
    decidedAt: instant,
    reason: optional(v.string()),
    /** What the role used since the proposal and would have lost; absent where the role itself had changed. */
    usedSince: optional(list(v.string())),
    /** The rehearsal caught calls. */
    because: optional(v.literal("caught")),
  }),
  /** The clock of a rehearsal starts: at its beginning, and again where its event rules were found missing. */
  object({ kind: v.literal("rehearsal-began"), at: instant, until: instant }),
  /** A live call that the policies as they will be would deny; `call` is what the proposal is made anew from. */
  object({
    kind: v.literal("would-deny"),
    at: instant,
    action: v.string(),
    resources: list(v.string()),
    call: v.custom<ActivityEntry>((value) => typeof value === "object" && value !== null),
    session: v.string(),
    address: v.string(),
    eventId: v.string(),
    /** See approval/seal.ts. */
    seal: optional(v.string()),
  }),
  /** The approved change is made later: the window for changes is closed until then, or (`day-full`) the days until then have their changes. */
  object({ kind: v.literal("change-postponed"), at: instant, until: instant, because: optional(v.literal("day-full")) }),
  /** The approved change is made later: these reviews of canary roles have to end first. */
  object({ kind: v.literal("canaries-awaited"), at: instant, canaries: list(object({ reviewId: v.string(), roleName: v.string() })) }),
  /** A pull request or an issue asks for the approved change in the code that owns the role. */
  object({ kind: v.literal("code-requested"), at: instant, form: CodeForm, repository: v.string(), number: count, url: v.string() }),
  /** It was merged, or its issue completed: now the deployment is waited for. */
  object({ kind: v.literal("code-merged"), at: instant }),
  /** The role's use since the proposal could not be looked at before the change, and why. */
  object({ kind: v.literal("use-unchecked"), at: instant, because: NoLastAccess }),
  /** A message that went out. `about` tells it from others of its kind: the execution, call or request that it was sent for. */
  object({ kind: v.literal("sent"), at: instant, message: SentMessage, about: optional(v.string()) }),
  /** A call that the role could have made before its change. `eventId` is CloudTrail's, which tells a second delivery from a second call. */
  object({
    kind: v.literal("denied"),
    at: instant,
    action: v.string(),
    resources: list(v.string()),
    session: v.string(),
    address: v.string(),
    region: optional(v.string()),
    userAgent: optional(v.string()),
    eventId: v.string(),
  }),
  /** A message about denied calls went out; it knew of so many of them, the first ones of this journal. */
  object({ kind: v.literal("denied-told"), at: instant, calls: count }),
  /** Somebody wants something back, and why; without `addBack`, all of it. */
  object({
    kind: v.literal("restore-asked"),
    at: instant,
    by: v.string(),
    reason: v.string(),
    addBack: optional(list(v.string())),
  }),
  /** Nothing was done about the last request. */
  object({ kind: v.literal("restore-refused"), at: instant, error: ErrorRecord }),
  /** An execution that was restoring stopped half-way. */
  object({ kind: v.literal("restore-failed"), at: instant, execution: v.string(), error: ErrorRecord }),
]);
export type JournalEntry = v.InferOutput<typeof JournalEntry>;

export type EntryOf<K extends JournalEntry["kind"]> = Extract<JournalEntry, { readonly kind: K }>;

/** The entries of one kind, in their order. */
export function entriesOf<K extends JournalEntry["kind"]>(journal: readonly JournalEntry[], kind: K): readonly EntryOf<K>[] {
  return journal.filter((entry): entry is EntryOf<K> => entry.kind === kind);
}

/** What happened since the last approval that no longer counts: the journal of the proposal that stands now. */
export function sinceSetAside(journal: readonly JournalEntry[]): readonly JournalEntry[] {
  return journal.slice(journal.findLastIndex(({ kind }) => kind === "approval-set-aside") + 1);
}

/** The steps of the proposal that stands now which were begun, each as often as that. */
export function begunSteps(journal: readonly JournalEntry[]): readonly StepRecord[] {
  return entriesOf(sinceSetAside(journal), "step").flatMap(({ state, step }) => (state === "started" ? [step] : []));
}

/** Did a change of the role begin? */
export function isBegun(journal: readonly JournalEntry[]): boolean {
  return journal.some((entry) => entry.kind === "step" && entry.state === "started");
}
