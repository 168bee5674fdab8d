import type { AwsAccess } from "#adapters/bucket/access.ts";
import { isBucketAddress, parseBucketAddress } from "#adapters/bucket/address.ts";
import type { Answers } from "#core/review/answers.ts";
import { EMITTED, type Emitted } from "#core/review/change/emit/emitted.ts";
import type { Window } from "#core/usage/activity.ts";
import { oneOf } from "../one-of.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { DECISIONS, FAIL_ON, FORMATS, REVIEW } from "./options.ts";
import { checkSets } from "./permission-sets/check-sets.ts";

/** In the place of a snapshot's file: the account itself. */
export const AWS = "aws";

export interface ReviewArguments {
  /** A file, or `aws`. */
  readonly account: string;
  /** All that are given: several where permission sets are reviewed. */
  readonly accounts: readonly string[];
  readonly access: AwsAccess;
  readonly source: { readonly kind: "trail" | "generated" | "last-accessed"; readonly path: string };
  readonly lastAccessed: string | undefined;
  readonly roles: readonly string[];
  /** Permission sets to review in place of roles. */
  readonly permissionSets: readonly string[];
  /** Answers to the proposals' questions. */
  readonly answers: Answers;
  /** Policies to replace besides the broad ones: names, `inline`, `all`. */
  readonly replace: readonly string[];
  /** The ends that were given. */
  readonly window: Partial<Window>;
  readonly decide: (typeof DECISIONS)[number];
  readonly out: string | undefined;
  readonly format: (typeof FORMATS)[number];
  /** The form to write each change in. */
  readonly emit: Emitted | undefined;
  /** Leave nothing out of the JSON. */
  readonly full: boolean;
  readonly detail: "quiet" | "compact" | "verbose";
  /** Which unused actions make the run fail. */
  readonly failOn: (typeof FAIL_ON)[number] | undefined;
}

/** Reads the command line; "help" where that was asked for and printed. Throws UsageError. */
export function readArguments(args: readonly string[]): ReviewArguments | "help" {
  const parsed = parseCommand(REVIEW, args);
  if (parsed === "help") return "help";
  const { account: accounts = [], trail, generated, role = [], from, to, out, format = "text", full = false, ...more } = parsed.values;
  const { profile, region, quiet = false, verbose = false, "last-accessed": lastAccessed, "fail-on": failOn } = more;
  const emit = more.emit === undefined ? undefined : oneOf("review", "--emit", EMITTED, more.emit);
  const { "permission-set": permissionSets = [] } = more;
  const isAsked = emit === undefined && failOn === undefined && permissionSets.length === 0 && format === "text";
  const { decide = isAsked ? "ask" : "none" } = more;
  const [account] = accounts;
  if (account === undefined) throw new UsageError("review", "Missing option: --account FILE.");
  const source = sourceOf({ trail, generated, lastAccessed });
  if (source === undefined) throw new UsageError("review", "Give one of --trail PATH and --generated FILE, or --last-accessed PATH alone.");
  checkAws({ accounts, trail, profile, region });
  checkOneRole(generated, role);
  checkSets(parsed.values);
  const how = oneOf("review", "--decide", DECISIONS, decide);
  if (how === "approve" && out === undefined)
    throw new UsageError("review", "Missing option: --out DIR, where --decide approve writes the changed snapshot.");
  if (emit !== undefined && out === undefined && format !== "text")
    throw new UsageError("review", "--emit and --format both write to standard output. Give --out DIR for the files of --emit.");
  return {
    account,
    accounts,
    access: { profile, region },
    source,
    lastAccessed,
    roles: role,
    permissionSets,
    answers: readAnswers(more.keep ?? [], more.remove ?? []),
    replace: more.replace ?? [],
    window: readWindow({ from, to }),
    decide: how,
    out,
    format: oneOf("review", "--format", FORMATS, format),
    emit,
    full,
    detail: detailOf(quiet, verbose),
    failOn: failOn === undefined ? undefined : oneOf("review", "--fail-on", FAIL_ON, failOn),
  };
}

function checkOneRole(generated: string | undefined, roles: readonly string[]): void {
  if (generated !== undefined && roles.length > 1) throw new UsageError("review", "--generated covers one role, but --role names several.");
}

function sourceOf(
  given: Readonly<Record<"trail" | "generated" | "lastAccessed", string | undefined>>,
): ReviewArguments["source"] | undefined {
  const { trail, generated, lastAccessed } = given;
  if (trail !== undefined) return generated === undefined ? { kind: "trail", path: trail } : undefined;
  if (generated !== undefined) return { kind: "generated", path: generated };
  return lastAccessed === undefined ? undefined : { kind: "last-accessed", path: lastAccessed };
}

interface AwsOptions extends AwsAccess {
  readonly accounts: readonly string[];
  readonly trail: string | undefined;
}

function checkAws({ accounts, trail, profile, region }: AwsOptions): void {
  const isBucket = trail !== undefined && isBucketAddress(trail);
  if (isBucket && !parseBucketAddress(trail)) throw new UsageError("review", `--trail ${trail} is not an address like s3://BUCKET/PREFIX.`);
  if (isBucket || accounts.includes(AWS)) return;
  const [name] = [profile !== undefined ? ["--profile"] : [], region !== undefined ? ["--region"] : []].flat();
  if (name !== undefined) throw new UsageError("review", `${name} needs --account aws or --trail s3://BUCKET/PREFIX.`);
}

function detailOf(quiet: boolean, verbose: boolean): ReviewArguments["detail"] {
  if (quiet && verbose) throw new UsageError("review", "Give one of --quiet and --verbose.");
  return quiet ? "quiet" : verbose ? "verbose" : "compact";
}

/** The same cannot be kept and removed. */
function readAnswers(keep: readonly string[], remove: readonly string[]): Answers {
  const both = keep.find((word) => remove.includes(word));
  if (both !== undefined) throw new UsageError("review", `${both} is in both --keep and --remove.`);
  return { keep, remove };
}

function readWindow(given: { readonly from: string | undefined; readonly to: string | undefined }): Partial<Window> {
  const from = given.from === undefined ? undefined : readInstant(given.from, "--from");
  const to = given.to === undefined ? undefined : readInstant(given.to, "--to", "end");
  if (from !== undefined && to !== undefined && to <= from)
    throw new UsageError("review", `--to ${given.to} is not after --from ${given.from}.`);
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** A date, or an instant. A date given as the end means all of that day. */
function readInstant(text: string, name: string, edge: "start" | "end" = "start"): string {
  const [, day, clock] = /^(\d{4}-\d{2}-\d{2})(T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  const time = day === undefined || !isDay(day) ? Number.NaN : Date.parse(text);
  if (Number.isNaN(time))
    throw new UsageError("review", `${name} ${text} is not a date like 2026-11-24 or a time like 2026-11-24T10:00:00Z.`);
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
