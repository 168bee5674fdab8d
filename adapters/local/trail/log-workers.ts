import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { WhittleError } from "#core/errors.ts";
import type { LogFiles, NoLog, TrailFile } from "./log-files.ts";
import { type LogReading, readLog } from "./read-log.ts";

/** A thread ended before its work was done. */
class ReadingStoppedError extends WhittleError {
  readonly code = "reading-stopped";
  constructor(because: string, options?: ErrorOptions) {
    super(`Could not read the log files: ${because} No role was reviewed. Run the command again.`, options);
  }
}

/** Below this many files, starting threads takes longer than they save. */
const FEWEST_FILES = 4;
/** Each thread holds a log or two; more of them would need more memory than a run may take. */
const MOST_THREADS = 4;

/** What a thread runs: bundled where this module is. */
const WORKER = new URL(import.meta.url.endsWith(".ts") ? "log-worker.ts" : "log-worker.js", import.meta.url);
/** A thread starts in a third of the time where it finds the code compiled by an earlier run, which Node 20 cannot do. */
const START = `require("node:module").enableCompileCache?.(); import(${JSON.stringify(WORKER.href)});`;

/** Log files, and the threads that are to read them. */
export interface OpenLogs {
  readonly files: readonly string[];
  readonly passedOver: readonly TrailFile<NoLog>[];
  /**
   * Reads the files, once, and hands each reading to `take`, in no particular order; a file that holds much of what is wanted comes in
   * several. A thread reads one ahead of what was taken and no further, so that memory does not grow with the trail.
   * Throws ReadingStoppedError.
   */
  read(roleNames: readonly string[], take: Take): Promise<void>;
}

type Take = (reading: LogReading) => Promise<void>;

interface Thread {
  readonly worker: Worker;
  /** Rejects when the thread has ended, by itself or not. */
  readonly gone: Promise<never>;
}

/** Starts the threads while it is still being found out what to read the files for. Unread, they keep no process alive. */
export function openLogs({ files, passedOver }: LogFiles): OpenLogs {
  const count = files.length < FEWEST_FILES ? 0 : Math.min(availableParallelism(), MOST_THREADS, files.length);
  const threads = Array.from({ length: count }, startThread);
  return {
    files,
    passedOver,
    async read(roleNames, take) {
      const left = files.values();
      if (threads.length === 0) {
        const names = new Set(roleNames);
        for (const file of left) for await (const reading of readLog(file, names)) await take(reading);
        return;
      }
      try {
        await Promise.all(threads.map((thread) => readOnThread(thread, left, roleNames, take)));
      } finally {
        await Promise.all(threads.map(({ worker }) => worker.terminate()));
      }
    },
  };
}

function startThread(): Thread {
  const worker = new Worker(START, { eval: true });
  const gone = new Promise<never>((_, reject) => {
    worker.once("error", (cause) => reject(new ReadingStoppedError(`a reading thread failed (${String(cause)}).`, { cause })));
    worker.once("exit", (code) => reject(new ReadingStoppedError(`a reading thread ended with code ${code}.`)));
  });
  // A thread that ends early is told where its readings are waited for.
  gone.catch(() => undefined);
  worker.unref();
  return { worker, gone };
}

async function readOnThread(thread: Thread, files: Iterator<string>, roleNames: readonly string[], take: Take): Promise<void> {
  thread.worker.ref();
  thread.worker.postMessage(roleNames);
  let reading = ask(thread, files.next().value);
  for (;;) {
    const current = await reading;
    if (!current) return;
    reading = ask(thread, current.isLast ? files.next().value : current.file);
    await take(current);
  }
}

/** The thread's next reading of a file; undefined where no file is left. */
async function ask({ worker, gone }: Thread, file: string | undefined): Promise<LogReading | undefined> {
  if (file === undefined) return undefined;
  worker.postMessage(file);
  const [reading]: LogReading[] = await Promise.race([once(worker, "message"), gone]);
  return reading;
}
