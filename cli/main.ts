import { WhittleError } from "#core/errors.ts";
import { outliveReaders } from "./streams.ts";

const USAGE = `Whittle keeps AWS IAM roles at what they use.

Usage: whittle <command> [options]

Commands:
  review    look at what roles did, and propose the smallest policy for it
  restore   give back what an applied review took away

whittle <command> --help tells the options of a command.
`;

outliveReaders();

const [command, ...args] = process.argv.slice(2);

try {
  process.exitCode = await run(command, args);
} catch (error) {
  process.stderr.write(`whittle: ${error instanceof WhittleError ? error.message : `something went wrong: ${String(error)}`}\n`);
  process.exitCode = 2;
}

async function run(name: string | undefined, rest: readonly string[]): Promise<number> {
  switch (name) {
    case "review":
      return (await import("./review/review.ts")).review(rest);
    case "restore":
      return (await import("./restore/restore.ts")).restore(rest);
    case undefined:
    case "help":
    case "--help":
    case "-h":
      process.stdout.write(USAGE);
      return 0;
    default:
      process.stderr.write(`whittle: there is no command ${name}; whittle --help tells which there are.\n`);
      return 2;
  }
}
