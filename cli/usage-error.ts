import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { WhittleError } from "#core/errors.ts";

/** Arguments that cannot be used. */
export class UsageError extends WhittleError {
  readonly code = "usage";
  constructor(command: string, detail: string) {
    super(`${detail} whittle ${command} --help tells what there is.`);
  }
}

/** Node's own parser, with its complaint cut down to the one sentence that matters. Throws UsageError. */
export function parseOptions<O extends ParseArgsOptionsConfig>(
  command: string,
  args: readonly string[],
  options: O,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals });
  } catch (error) {
    const [first = ""] = String(error instanceof Error ? error.message : error).split(/\. |\n/);
    throw new UsageError(command, `${first.replace(/\.$/, "")}.`);
  }
}
