import { reasonOf } from "#adapters/local/read-file.ts";

/**
 * What cannot be told does not end the run: what is still to be written to files is written. A reader that has seen enough, such as
 * head, has what it wanted. Where the words are lost for another reason, one line says so, and the exit code is 2 in the end.
 */
export function outliveReaders(): void {
  const lost: Error[] = [];
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error) => {
    if ("code" in error && error.code === "EPIPE") return;
    if (lost.push(error) === 1) process.stderr.write(`whittle: standard output: ${reasonOf(error)}\n`);
  });
  process.on("exit", () => {
    if (lost.length > 0) process.exitCode = 2;
  });
}
