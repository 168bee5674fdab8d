import { EMITTED_SETS } from "#core/review/permission-sets/emit/emit.ts";
import { someOf } from "#core/text.ts";
import { UsageError } from "../../usage-error.ts";

/** What a review of permission sets takes of options that other reviews take more of. */
const TAKEN = { decide: ["none"], format: ["text", "json"], emit: EMITTED_SETS } as const;
const NOT_TAKEN = ["role", "generated", "last-accessed", "fail-on", "verbose"] as const;

type Values = Readonly<
  Partial<Record<keyof typeof TAKEN, string> & Record<(typeof NOT_TAKEN)[number], unknown> & Record<"permission-set" | "account", string[]>>
>;

/** Throws UsageError where options do not go with `--permission-set`, or need it. */
export function checkSets(values: Values): void {
  const { "permission-set": sets, account = [] } = values;
  if (sets !== undefined) refuseOthers(values);
  else if (account.length > 1) throw new UsageError("review", "Give one --account, or review a --permission-set in several.");
}

function refuseOthers(values: Values): void {
  const other = NOT_TAKEN.find((name) => values[name] !== undefined);
  if (other !== undefined) throw new UsageError("review", `--permission-set and --${other} cannot be used together.`);
  for (const name of ["decide", "format", "emit"] as const) {
    const value = values[name];
    const taken: readonly string[] = TAKEN[name];
    if (value !== undefined && !taken.includes(value))
      throw new UsageError("review", `With --permission-set, --${name} takes ${someOf(taken, taken.length)}, not ${value}.`);
  }
}
