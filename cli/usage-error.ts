import { parseArgs } from "node:util";
import { WhittleError } from "#core/errors.ts";
import { helpText } from "./help.ts";
import { didYouMean } from "./nearest.ts";
import type { CommandHelp, Options } from "./options.ts";

/** Arguments that cannot be used. */
export class UsageError extends WhittleError {
  readonly code = "usage";
  constructor(command: string, detail: string) {
    super(`${detail} See: whittle ${command} --help`);
  }
}

/** The arguments of a command by its options; "help" where that was asked for and printed. Throws UsageError. */
export function parseCommand<const O extends Options>(command: CommandHelp & { readonly options: O }, args: readonly string[]) {
  const parsed = parseOptions<O>(command.name, args, command.options, command.positionals !== undefined);
  if ("help" in parsed.values && parsed.values.help === true) {
    process.stdout.write(helpText(command));
    return "help";
  }
  return parsed;
}

/** Node's own parser, with its error in one sentence. */
function parseOptions<O extends Options>(command: string, args: readonly string[], options: O, allowPositionals: boolean) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals });
  } catch (error) {
    throw new UsageError(command, complaintOf(error, Object.keys(options)));
  }
}

function complaintOf(error: unknown, names: readonly string[]): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : "";
  const [, named = ""] = /'([^']*)'/.exec(message) ?? [];
  const [option = ""] = named.replace(/^-\w, /, "").split(" ");
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const meant = didYouMean(
      option,
      names.map((name) => `--${name}`),
    );
    return `Unknown option: ${option}.${meant}`;
  }
  if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") return `Unexpected argument: ${named}.`;
  return /does not take/.test(message) ? `${option} takes no value.` : `${option} needs a value.`;
}
