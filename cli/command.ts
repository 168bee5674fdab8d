import { WhittleError } from "#core/errors.ts";
import { COMMAND_NAMES, commandNamed } from "./commands.ts";
import { allHelps } from "./helps.ts";
import { didYouMean } from "./nearest.ts";
import { tellError } from "./terminal/lines.ts";
import { VERSION } from "./version.ts";

/** Runs the command that the arguments name. Returns the exit code; an error is one line on standard error and exit code 2. */
export async function runCommand([command, ...args]: readonly string[]): Promise<number> {
  try {
    return await run(command, args);
  } catch (error) {
    tellError(error instanceof WhittleError ? error.message : `unexpected error: ${String(error)}`);
    return 2;
  }
}

async function run(name: string | undefined, args: readonly string[]): Promise<number> {
  const command = commandNamed(name);
  if (command) return await (await command())(args);
  switch (name) {
    case undefined:
    case "help":
      return await help(args);
    case "--help":
    case "-h":
      return await help([]);
    case "--version":
    case "-V":
      process.stdout.write(`${VERSION}\n`);
      return 0;
    default: {
      const meant = didYouMean(name, [...COMMAND_NAMES, "help", "--help", "--version"]);
      tellError(`unknown command: ${name}.${meant} See: whittle --help`);
      return 2;
    }
  }
}

/** `help`, `help formats`, `help review`. */
async function help([topic]: readonly string[]): Promise<number> {
  if (topic === "formats") {
    process.stdout.write((await import("#adapters/local/trail/formats.ts")).FORMATS);
    return 0;
  }
  const command = commandNamed(topic);
  if (command) return await (await command())(["--help"]);
  if (topic !== undefined && topic !== "--help" && topic !== "-h") {
    const meant = didYouMean(topic, [...COMMAND_NAMES, "formats"]);
    tellError(`no help about ${topic}.${meant} See: whittle --help`);
    return 2;
  }
  process.stdout.write(await overview());
  return 0;
}

async function overview(): Promise<string> {
  const lines = (await allHelps()).map(({ name, about }) => `  ${name.padEnd(14)} ${about}`);
  return `Whittle trims IAM roles to the permissions they actually use.

Usage: whittle <command> [options]

Commands:
${lines.join("\n")}
  help formats   list the supported formats of CloudTrail records

Options of a command: whittle <command> --help
Version: whittle --version
`;
}
