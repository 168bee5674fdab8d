import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type LogReading, readLog } from "./read-log.ts";

/** Below this many files, starting threads takes longer than they save. */
const FEWEST_FILES = 4;

/** A thread starts in a third of the time where it finds the code compiled by an earlier run. */
const START = `require("node:module").enableCompileCache(); import(${JSON.stringify(new URL("log-worker.ts", import.meta.url).href)});`;

/** Log files, and the threads that are to read them. */
export interface OpenLogs {
  readonly files: readonly string[];
  /**
   * Reads the files, once, and hands each reading to `take`, in no particular order. A thread reads one file ahead of what was
   * taken and no further, so that memory does not grow with the trail.
   */
  read(roleNames: readonly string[], take: Take): Promise<void>;
}

type Take = (reading: LogReading) => Promise<void>;

/** Starts the threads, one a core, while it is still being found out what to read the files for. Unread, they keep no process alive. */
export function openLogs(files: readonly string[]): OpenLogs {
  const count = files.length < FEWEST_FILES ? 0 : Math.min(availableParallelism(), files.length);
  const threads = Array.from({ length: count }, startThread);
  return {
    files,
    async read(roleNames, take) {
      const left = files.values();
      if (threads.length === 0) for (const file of left) await take(await readLog(file, new Set(roleNames)));
      else await Promise.all(threads.map((thread) => readOnThread(thread, left, roleNames, take)));
    },
  };
}

function startThread(): Worker {
  const thread = new Worker(START, { eval: true });
  thread.unref();
  return thread;
}

async function readOnThread(thread: Worker, files: Iterator<string>, roleNames: readonly string[], take: Take): Promise<void> {
  thread.ref();
  thread.postMessage(roleNames);
  try {
    let reading = ask(thread, files.next());
    for (;;) {
      const current = await reading;
      if (!current) return;
      reading = ask(thread, files.next());
      await take(current);
    }
  } finally {
    await thread.terminate();
  }
}

/** The thread's reading of a file; undefined where no file is left. */
async function ask(thread: Worker, { value, done }: IteratorResult<string>): Promise<LogReading | undefined> {
  if (done) return undefined;
  thread.postMessage(value);
  const [reading]: LogReading[] = await once(thread, "message");
  return reading;
}
