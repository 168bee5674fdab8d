import type { Worker } from "node:worker_threads";
import { vi } from "vitest";
import { runCommand } from "#cli/command.ts";
import type { Ended } from "./whittle.ts";

/** Runs the command in this process, to its end: ten times as fast as in one of its own. Paths are relative to the project's folder. */
export async function whittle(...args: readonly string[]): Promise<Ended> {
  const [out, err] = [captured(process.stdout), captured(process.stderr)];
  const threads: Worker[] = [];
  const noteThread = (thread: Worker) => threads.push(thread);
  process.on("worker", noteThread);
  try {
    const code = await runCommand(args);
    return { code, out: out.text(), err: err.text() };
  } finally {
    process.off("worker", noteThread);
    out.release();
    err.release();
    // What a process leaves behind ends with it; here it would pile up.
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function captured(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const chunks: string[] = [];
  const spy = vi.spyOn(stream, "write").mockImplementation((chunk) => {
    chunks.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    return true;
  });
  return { text: () => chunks.join(""), release: () => spy.mockRestore() };
}
