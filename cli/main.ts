import { runCommand } from "./command.ts";
import { outliveReaders } from "./streams.ts";

outliveReaders();

/** Runs a command by its arguments. Returns the exit code. */
export const run = runCommand;
