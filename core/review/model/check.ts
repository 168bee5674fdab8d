import * as v from "valibot";
import { count, list, object, optional } from "#core/schema.ts";

const text = v.string();

/** One of ValidatePolicy's findings, as Access Analyzer words it. */
const Finding = object({ type: text, code: text, detail: text });

const passOrFail = v.picklist(["pass", "fail"]);
const passOrWarn = v.picklist(["pass", "warn"]);

/** Why Access Analyzer was not asked, or did not answer: `error` is its own, or AWS's. */
const Unanswered = v.variant("id", [
  object({ id: v.literal("only-in-aws") }),
  object({ id: v.literal("no-refined-policy") }),
  object({ id: v.literal("not-answered"), error: text }),
]);
export type Unanswered = v.InferOutput<typeof Unanswered>;

/**
 * A check of a proposal, with what it found beside what the proposal says anyway: its replay, its evidence gaps and its ways to gain
 * rights. Words for it are made in core/messages/check.ts.
 */
export const Check = v.variant("name", [
  object({
    name: v.literal("no-new-access"),
    result: passOrFail,
    /** Permissions that would be new, and the first of them. */
    fresh: count,
    first: optional(object({ action: text, resource: text })),
  }),
  object({
    name: v.literal("fits-iam-limits"),
    result: passOrFail,
    policies: count,
    largest: count,
    /** Characters that each may hold; absent for those of a managed policy. */
    limit: optional(count),
  }),
  object({ name: v.literal("replay"), result: passOrFail }),
  object({ name: v.literal("evidence-complete"), result: passOrWarn }),
  object({ name: v.literal("privilege-escalation"), result: passOrWarn }),
  object({
    name: v.literal("permissions-boundary"),
    result: v.literal("skipped"),
    /** ARN of the role's boundary, where it has one. */
    boundary: optional(text),
  }),
  v.variant("result", [
    object({
      name: v.literal("access-analyzer-valid-policy"),
      result: v.picklist(["pass", "warn", "fail"]),
      findings: list(Finding),
    }),
    object({ name: v.literal("access-analyzer-valid-policy"), result: v.literal("skipped"), because: Unanswered }),
  ]),
  v.variant("result", [
    object({ name: v.literal("access-analyzer-no-new-access"), result: passOrFail, reasons: list(text) }),
    object({ name: v.literal("access-analyzer-no-new-access"), result: v.literal("skipped"), because: Unanswered }),
  ]),
]);
export type Check = v.InferOutput<typeof Check>;

export type CheckOf<N extends Check["name"]> = Extract<Check, { readonly name: N }>;
