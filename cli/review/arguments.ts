import type { Answers } from "#core/review/answers.ts";
import type { Window } from "#core/usage/activity.ts";
import { parseOptions, UsageError } from "../usage-error.ts";

export const USAGE = `Usage: whittle review --account FILE (--trail PATH | --generated FILE) [options]

Looks at what the roles of an account did, and proposes the smallest policy that
still allows it. Nothing is looked up online; input files are never changed.

  --account FILE     what aws iam get-account-authorization-details printed
  --trail PATH       CloudTrail records in a file or a folder, in any of the
                     formats that whittle help formats lists
  --generated FILE   what aws accessanalyzer get-generated-policy printed
  --last-accessed FILE|DIR
                     what aws iam get-service-last-accessed-details printed, of
                     one role or, in a folder, of several
  --keep, --remove ID|ACTION
                     answer a question of a proposal, by its id or an action
                     that it names; may be given again
  --role NAME        review this role, tagged or not; may be given again
  --replace WHAT     replace this policy too: a name, inline for all inline
                     policies, or all; may be given again
  --from, --to DATE  look at this time alone; by default, at all there is
  --decide HOW       ask      serve the approval page and wait (default)
                     approve  carry the proposal out on the snapshot
                     reject   record a rejection
                     none     stop at the proposal
  --out DIR          write account.json, the policies and the record here;
                     approve needs it
  --format HOW       text (default), or json: one object a role, one a line
  --full             in JSON, name each removed action, not patterns of them
  --help             this

Without --role: the roles tagged whittle:review=on, or all if none is tagged.
Exit code: 0 every role has an outcome, 1 a review failed, 2 unusable input.
`;

const DECISIONS = ["ask", "approve", "reject", "none"] as const;
const FORMATS = ["text", "json"] as const;

export interface ReviewArguments {
  readonly account: string;
  readonly source: { readonly kind: "trail" | "generated"; readonly path: string };
  readonly lastAccessed: string | undefined;
  readonly roles: readonly string[];
  /** Answers to the proposals' questions. */
  readonly answers: Answers;
  /** Policies to replace besides the broad ones: names, `inline`, `all`. */
  readonly replace: readonly string[];
  /** The ends that were given. */
  readonly window: Partial<Window>;
  readonly decide: (typeof DECISIONS)[number];
  readonly out: string | undefined;
  readonly format: (typeof FORMATS)[number];
  /** Name each removed action. */
  readonly full: boolean;
}

/** Reads the command line; "help" where that is what it asks for. Throws UsageError. */
export function readArguments(args: readonly string[]): ReviewArguments | "help" {
  const { account, trail, generated, role = [], from, to, decide = "ask", out, format = "text", full = false, help, ...more } = parse(args);
  const lastAccessed = more["last-accessed"];
  if (help) return "help";
  if (account === undefined) throw new UsageError("review", "--account FILE is missing.");
  if ((trail === undefined) === (generated === undefined)) throw new UsageError("review", "Give either --trail PATH or --generated FILE.");
  if (generated !== undefined && role.length > 1) throw new UsageError("review", "--generated is about one role, and several were named.");
  const how = oneOf(DECISIONS, decide, "--decide");
  if (how === "approve" && out === undefined)
    throw new UsageError("review", "--decide approve writes the changed snapshot, and --out DIR is missing.");
  return {
    account,
    source: trail !== undefined ? { kind: "trail", path: trail } : { kind: "generated", path: generated ?? "" },
    lastAccessed,
    roles: role,
    answers: readAnswers(more.keep ?? [], more.remove ?? []),
    replace: more.replace ?? [],
    window: readWindow({ from, to }),
    decide: how,
    out,
    format: oneOf(FORMATS, format, "--format"),
    full,
  };
}

const TEXT = { type: "string" } as const;

function parse(args: readonly string[]) {
  const role = { type: "string", multiple: true } as const;
  const help = { type: "boolean", short: "h" } as const;
  const files = { account: TEXT, trail: TEXT, generated: TEXT, "last-accessed": TEXT, out: TEXT };
  const output = { format: TEXT, full: { type: "boolean" } as const };
  const named = { role, replace: role, keep: role, remove: role };
  return parseOptions("review", args, { ...files, ...named, from: TEXT, to: TEXT, decide: TEXT, ...output, help }).values;
}

/** The same cannot be kept and removed. */
function readAnswers(keep: readonly string[], remove: readonly string[]): Answers {
  const both = keep.find((word) => remove.includes(word));
  if (both !== undefined) throw new UsageError("review", `${both} is given to both --keep and --remove.`);
  return { keep, remove };
}

function readWindow(given: { readonly from: string | undefined; readonly to: string | undefined }): Partial<Window> {
  const from = given.from === undefined ? undefined : readInstant(given.from, "--from");
  const to = given.to === undefined ? undefined : readInstant(given.to, "--to", "end");
  if (from !== undefined && to !== undefined && to <= from)
    throw new UsageError("review", `The window ends (${given.to}) before it starts (${given.from}).`);
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** A date, or an instant. A date given as the end means all of that day. */
function readInstant(text: string, name: string, edge: "start" | "end" = "start"): string {
  const [, day, clock] = /^(\d{4}-\d{2}-\d{2})(T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  const time = day === undefined || !isDay(day) ? Number.NaN : Date.parse(text);
  if (Number.isNaN(time))
    throw new UsageError("review", `${name} ${text} is no date like 2026-11-24 or instant like 2026-11-24T10:00:00Z.`);
  return asInstant(clock === undefined && edge === "end" ? time + 86_400_000 : time);
}

const FIRST = Date.parse("0000-01-01T00:00:00.000Z");
const LAST = Date.parse("9999-12-31T23:59:59.000Z");

/** In four digits of a year, also where a second is rounded up, so that instants can be compared as text. */
function asInstant(time: number): string {
  return new Date(Math.min(Math.max(time, FIRST), LAST)).toISOString();
}

/** There is no 30th of February, though a Date takes it for a day of March. */
function isDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function oneOf<T extends string>(allowed: readonly T[], value: string, name: string): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new UsageError("review", `${name} ${value} is not one of ${allowed.join(", ")}.`);
  return found;
}
