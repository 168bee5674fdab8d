import * as v from "valibot";
import { count, list, object, optional } from "#core/schema.ts";
import { EvidenceGap } from "#core/usage/evidence-gap.ts";

export const Outcome = v.picklist(["proposed", "nothing-to-change", "no-activity", "not-eligible"]);
export type Outcome = v.InferOutput<typeof Outcome>;

const text = v.string();

/** A day, `YYYY-MM-DD`. */
const day = v.string();

/** What IAM says of the role's last use; `isInWindow`: the evidence should show it, and does not. */
const lastUse = optional(object({ on: day, region: text, isInWindow: v.boolean() }));

/** Why Whittle may not change a role. */
export const Ineligible = v.variant("id", [
  /** Its policies cannot be read, for this error. */
  object({ id: v.literal("unreadable"), error: text }),
  object({ id: v.literal("service-linked") }),
  object({ id: v.literal("reserved-by-aws") }),
  object({ id: v.literal("of-whittle") }),
  /** A permission set that this account alone may change. */
  object({ id: v.literal("management-account"), account: text }),
  object({ id: v.literal("excluded"), pattern: text }),
  object({ id: v.literal("untagged"), key: text, value: text }),
]);
export type Ineligible = v.InferOutput<typeof Ineligible>;

/** What says that a role belongs to code. */
export const OwnerSign = v.variant("id", [
  object({ id: v.literal("stack"), stack: v.string() }),
  object({ id: v.literal("tag"), key: v.string(), value: optional(v.string()) }),
]);
export type OwnerSign = v.InferOutput<typeof OwnerSign>;

/** How a change is asked for in the code that owns a role. */
export const CodeForm = v.picklist(["pull-request", "issue"]);

/** Why a review has the outcome that it has, or why it ended. Words for it are made in core/messages/outcome.ts. */
export const OutcomeReason = v.variant("id", [
  ...Ineligible.options,
  /** Attached too short a time ago to be judged. */
  object({ id: v.literal("too-new"), policies: list(text) }),
  object({ id: v.literal("nothing-replaced"), carries: list(text), inline: list(text) }),
  object({ id: v.literal("too-little-known"), gaps: list(EvidenceGap), lastUse }),
  object({ id: v.literal("no-activity"), days: count, denied: count, lastUse }),
  object({ id: v.literal("refined-already") }),
  object({ id: v.literal("replaced"), replaced: list(text), by: list(text), kept: count, removed: count }),
  object({ id: v.literal("unused"), days: count, detached: list(text), removed: count }),
  object({ id: v.literal("rejected-before"), on: day, by: text, until: day }),
  /** The role was withdrawn between approval and change; `rehearsed`: during the rehearsal. */
  object({ id: v.literal("withdrawn"), because: Ineligible, rehearsed: optional(v.literal(true)) }),
  /** Approved, and not made: the changes of these canary roles, which it had to wait for, were taken back. */
  object({ id: v.literal("canary-undone"), roleNames: list(text) }),
  /** Approved, and handed over as a patch to the code that owns the role. */
  object({ id: v.literal("handed-over"), owner: OwnerSign }),
  /** Approved and asked for in the code that owns the role, and not carried out there within so many days. */
  object({
    id: v.literal("not-deployed"),
    because: v.picklist(["closed", "not-merged", "merged-only"]),
    form: CodeForm,
    url: text,
    days: count,
  }),
  /** Whittle was removed from the account while the review was open. */
  object({ id: v.literal("stack-removed") }),
  /** Its account is below none of the stack's units any more, or cannot be used (`state`), and is no listed member. */
  object({ id: v.literal("account-left"), account: text, state: optional(text) }),
]);
export type OutcomeReason = v.InferOutput<typeof OutcomeReason>;

/** Why an approved change was not made by Whittle, and never will be. */
const UNMADE: ReadonlySet<OutcomeReason["id"]> = new Set([
  "withdrawn",
  "canary-undone",
  "handed-over",
  "not-deployed",
  "stack-removed",
  "account-left",
]);

/** Did a settled review end without its change, also where it was approved? */
export function isUnmade(reason: OutcomeReason | undefined): boolean {
  return reason !== undefined && UNMADE.has(reason.id);
}

export type ReasonOf<K extends OutcomeReason["id"]> = Extract<OutcomeReason, { readonly id: K }>;

/** Why a role that was looked at gets no review in this cycle. */
const SkipReason = v.variant("id", [
  ...Ineligible.options,
  /** `unreadableTag`: the value of `whittle:cycle-days`, where it is none. */
  object({ id: v.literal("reviewed-lately"), days: count, unreadableTag: optional(text) }),
  /** By today's quota of policy generations, or by the cycle's own limit. */
  object({ id: v.literal("cycle-full") }),
  object({ id: v.literal("still-open"), reviewId: text }),
]);
export type SkipReason = v.InferOutput<typeof SkipReason>;

export const SkippedRole = object({ roleName: text, reason: SkipReason });
export type SkippedRole = v.InferOutput<typeof SkippedRole>;
