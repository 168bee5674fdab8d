import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type LogReading, readLog } from "./read-log.ts";

/** Below this many files, starting threads takes longer than they save. */
const FEWEST_FILES = 4;

/** A thread starts in a third of the time where it finds the code compiled by an earlier run. */
const START = `require("node:module").enableCompileCache(); import(${JSON.stringify(new URL("log-worker.ts", import.meta.url).href)});`;

/**
 * Reads log files on all cores and hands each reading to `take`, in no particular order. A thread reads one file ahead of what
 * was taken and no further, so that memory does not grow with the trail.
 */
export async function readLogs(
  files: readonly string[],
  roleNames: readonly string[],
  take: (reading: LogReading) => Promise<void>,
): Promise<void> {
  if (files.length < FEWEST_FILES) {
    for (const file of files) await take(await readLog(file, new Set(roleNames)));
    return;
  }
  const left = files.values();
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), files.length) }, () => readOnThread(left, roleNames, take)));
}

async function readOnThread(
  files: Iterator<string>,
  roleNames: readonly string[],
  take: (reading: LogReading) => Promise<void>,
): Promise<void> {
  const worker = new Worker(START, { eval: true, workerData: roleNames });
  try {
    let reading = ask(worker, files.next());
    for (;;) {
      const current = await reading;
      if (!current) return;
      reading = ask(worker, files.next());
      await take(current);
    }
  } finally {
    await worker.terminate();
  }
}

/** The thread's reading of a file; undefined where no file is left. */
async function ask(worker: Worker, { value, done }: IteratorResult<string>): Promise<LogReading | undefined> {
  if (done) return undefined;
  worker.postMessage(value);
  const [reading]: LogReading[] = await once(worker, "message");
  return reading;
}
