import { runCommand } from "./command.ts";
import { outliveReaders } from "./streams.ts";

outliveReaders();
process.exitCode = await runCommand(process.argv.slice(2));
