import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type LogReading, readLog } from "./read-log.ts";

/** Below this many files, starting threads takes longer than they save. */
const FEWEST_FILES = 4;

/**
 * Reads log files on all cores and hands each reading to `take`, in no particular order. A thread gets its next file when its
 * last reading was taken, so that memory does not grow with the trail.
 */
export async function readLogs(files: readonly string[], names: readonly string[], take: (reading: LogReading) => void): Promise<void> {
  if (files.length < FEWEST_FILES) {
    for (const file of files) take(await readLog(file, names));
    return;
  }
  const left = files.values();
  const threads = Array.from({ length: Math.min(availableParallelism(), files.length) }, () => readOnThread(left, names, take));
  await Promise.all(threads);
}

function readOnThread(files: Iterator<string>, names: readonly string[], take: (reading: LogReading) => void): Promise<void> {
  const worker = new Worker(new URL("log-worker.ts", import.meta.url), { workerData: names });
  return new Promise((resolve, reject) => {
    const next = () => {
      const { value, done } = files.next();
      if (done) void worker.terminate().then(() => resolve(), reject);
      else worker.postMessage(value);
    };
    worker.on("message", (reading: LogReading) => {
      take(reading);
      next();
    });
    worker.on("error", reject);
    next();
  });
}
