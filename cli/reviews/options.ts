import { accountOf } from "#core/aws/arn.ts";
import { type CommandHelp, EXIT_CODES, HELP, type Options } from "../options.ts";
import { FORMAT_OPTION, STACK_OPTIONS } from "../stack/options.ts";
import { UsageError } from "../usage-error.ts";

export const RECORD_OPTIONS = {
  ...STACK_OPTIONS,
  out: { type: "string", value: "DIR", group: "Where", about: "an output folder of whittle review, instead of a stack" },
} as const satisfies Options;

export const ACCOUNT_OPTION = {
  account: { type: "string", value: "ID", group: "Where", about: "the roles of this account alone" },
} as const satisfies Options;

/** The reviews of the account that was asked for, or all. Throws UsageError. */
export function ofAccount<T extends { readonly roleArn: string }>(
  command: string,
  reviews: readonly T[],
  account: string | undefined,
): readonly T[] {
  if (account === undefined) return reviews;
  if (!/^\d{12}$/.test(account)) throw new UsageError(command, `--account ${account}: an account id has twelve digits.`);
  return reviews.filter(({ roleArn }) => accountOf(roleArn) === account);
}

export const LIST = {
  name: "list",
  about: "list reviews: state, role, headline, risk, age",
  usage: "[--stack NAME | --out DIR] [options]",
  description: "Lists the latest review of each role, newest first, of a deployed stack or of an output folder. Changes nothing.",
  options: {
    ...RECORD_OPTIONS,
    ...ACCOUNT_OPTION,
    all: { type: "boolean", group: "Output", about: "every review, not only the latest of each role" },
    ...FORMAT_OPTION,
    help: HELP,
  },
  examples: ["whittle list --stack whittle", "whittle list --all --out reviewed"],
  exitCodes: EXIT_CODES,
} as const satisfies CommandHelp;

export const SHOW = {
  name: "show",
  about: "show one review: proposal, decision and every step",
  usage: "REVIEW [--stack NAME | --out DIR] [options]",
  description: "Shows one review of a deployed stack or of an output folder. Changes nothing.",
  positionals: { REVIEW: "id of a review, or a role (its latest review): NAME, ACCOUNT/NAME or ARN" },
  options: {
    ...RECORD_OPTIONS,
    verbose: { type: "boolean", short: "v", group: "Output", about: "why each action is kept, the new statements and every check" },
    ...FORMAT_OPTION,
    help: HELP,
  },
  examples: ["whittle show MyRole", "whittle show MyRole --out reviewed --verbose"],
  exitCodes: EXIT_CODES,
} as const satisfies CommandHelp;
