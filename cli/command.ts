import { WhittleError } from "#core/errors.ts";

const USAGE = `Whittle keeps AWS IAM roles at what they use.

Usage: whittle <command> [options]

Commands:
  review    look at what roles did, and propose the smallest policy for it
  restore   give back what an applied review took away

whittle <command> --help tells the options of a command.
whittle help formats lists the forms of CloudTrail records that are read.
`;

/** Runs the command that the arguments name. Returns the exit code; an error is one line on standard error and exit code 2. */
export async function runCommand([command, ...args]: readonly string[]): Promise<number> {
  try {
    return await run(command, args);
  } catch (error) {
    process.stderr.write(`whittle: ${error instanceof WhittleError ? error.message : `something went wrong: ${String(error)}`}\n`);
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
      process.stderr.write(`whittle: there is no command ${name}; whittle --help tells which there are.\n`);
      return 2;
  }
}
