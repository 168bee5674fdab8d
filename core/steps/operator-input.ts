import * as v from "valibot";

const FORM = 'must be like {"roleNames": ["MyRole"], "dryRun": true}, or {}';

/** What a person may start the state machine review-cycle with. */
export const OperatorInput = v.pipe(
  v.unknown(),
  v.check((input) => !Array.isArray(input), FORM),
  v.strictObject(
    {
      roleNames: v.optional(v.pipe(v.array(v.pipe(v.string(), v.nonEmpty("is empty"))), v.minLength(1, "names no role"))),
      dryRun: v.optional(v.boolean("must be true or false")),
      /** Whose roles; the stack's own account where it is absent. */
      account: v.optional(v.pipe(v.string(), v.regex(/^\d{12}$/, "is no account id of twelve digits"))),
      /** Given by a cycle to the one that follows it: roles that were tried since then are left alone. */
      since: v.optional(v.pipe(v.string(), v.isoTimestamp("is no time"))),
      /** Given with it: how many roles are left of the day's share. */
      left: v.optional(v.pipe(v.number(), v.integer("is no whole number"), v.minValue(1, "is less than 1"))),
    },
    (issue) => (issue.expected === "never" ? "is not known here; allowed are roleNames, dryRun and account" : FORM),
  ),
);
