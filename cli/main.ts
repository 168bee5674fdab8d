import { runCommand } from "./command.ts";
import { endOnSignals } from "./signals.ts";
import { outliveReaders } from "./streams.ts";

outliveReaders();
endOnSignals();

/** Runs a command by its arguments. Returns the exit code. */
export const run = runCommand;
