import { WhittleError } from "#core/errors.ts";

const USAGE = `Whittle trims IAM roles to the permissions they actually use.

Usage: whittle <command> [options]

Commands:
  review         propose the smallest policy that covers what each role used
  restore        give a role back the permissions that a review removed
  help formats   list the supported formats of CloudTrail records

Options of a command: whittle <command> --help
`;

/** Runs the command that the arguments name. Returns the exit code; an error is one line on standard error and exit code 2. */
export async function runCommand([command, ...args]: readonly string[]): Promise<number> {
  try {
    return await run(command, args);
  } catch (error) {
    process.stderr.write(`whittle: ${error instanceof WhittleError ? error.message : `unexpected error: ${String(error)}`}\n`);
    return 2;
  }
}

async function run(name: string | undefined, args: readonly string[]): Promise<number> {
  switch (name) {
    case "review":
      return (await import("./review/review.ts")).review(args);
    case "restore":
      return (await import("./restore/restore.ts")).restore(args);
    case undefined:
    case "help":
      process.stdout.write(args[0] === "formats" ? (await import("#adapters/local/trail/formats.ts")).FORMATS : USAGE);
      return 0;
    case "--help":
    case "-h":
      process.stdout.write(USAGE);
      return 0;
    default:
      process.stderr.write(`whittle: unknown command: ${name}. See: whittle --help\n`);
      return 2;
  }
}
