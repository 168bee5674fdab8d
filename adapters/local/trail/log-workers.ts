import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { WhittleError } from "#core/errors.ts";
import type { LogFiles, PassedOverFile } from "./log-files.ts";
import { type Job, readJob } from "./read-job.ts";
import { type LogReading, namesOf, type RoleNames, type WantedRoles } from "./read-log.ts";

/** A thread ended before its work was done. */
class ReadingStoppedError extends WhittleError {
  readonly code = "reading-stopped";
  constructor(because: string, options?: ErrorOptions) {
    super(`Could not read the log files: ${because} No role was reviewed. Run the command again.`, options);
  }
}

/** What a thread is told: whose records are wanted, then a log to begin with or to go on with, for one reading each. */
export type ToThread = { readonly roleNames: WantedRoles } | { readonly job: Job } | { readonly goOn: true };

/** Below this many files, starting threads takes longer than they save. */
const FEWEST_FILES = 4;
/** Each thread holds a log or two; more of them would need more memory than a run may take. */
const MOST_THREADS = 4;

/** What a thread runs: bundled where this module is. */
const WORKER = new URL(import.meta.url.endsWith(".ts") ? "log-worker.ts" : "log-worker.cjs", import.meta.url);
/** A thread starts in a third of the time where it finds the code compiled by an earlier run, which Node 20 cannot do. */
const START = `require("node:module").enableCompileCache?.(); import(${JSON.stringify(WORKER.href)});`;

/** Log files, and the threads that are to read them. */
export interface OpenLogs {
  readonly files: readonly string[];
  readonly passedOver: readonly PassedOverFile[];
  /**
   * Reads the files, once, and hands each reading to `take`, in no particular order; a file that holds much of what is wanted comes in
   * several. A thread reads one ahead of what was taken and no further, so that memory does not grow with the trail.
   * Throws ReadingStoppedError.
   */
  read(roleNames: WantedRoles, take: Take): Promise<void>;
}

export type Take = (reading: LogReading) => Promise<void>;

/** Reads jobs, each once, as `OpenLogs` does its files. Throws ReadingStoppedError. */
export type ReadJobs = (jobs: AsyncIterator<Job> | Iterator<Job>, roleNames: WantedRoles, take: Take) => Promise<void>;

/** As many bytes are read in the time that it takes to start a thread. */
const FEWEST_BYTES = 4 * 1024 * 1024;

/** Looks at no more files than it takes to tell. One that is gone is named when it is read. */
function areSmall(files: readonly string[]): boolean {
  let bytes = 0;
  for (const file of files) {
    bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes >= FEWEST_BYTES) return false;
  }
  return true;
}

/** Starts the threads while it is still being found out what to read the files for. Unread, they keep no process alive. */
export function openLogs({ files, passedOver }: LogFiles): OpenLogs {
  const read = openThreads(areSmall(files) ? 0 : files.length);
  return { files, passedOver, read: (roleNames, take) => read(files.values(), roleNames, take) };
}

/** Starts as many threads as that many files are worth; few are read without any. */
export function openThreads(files: number): ReadJobs {
  const count = files < FEWEST_FILES ? 0 : Math.min(availableParallelism(), MOST_THREADS, files);
  const threads = Array.from({ length: count }, () => new Thread());
  return async (jobs, roleNames, take) => {
    if (threads.length === 0) {
      await readHere(jobs, namesOf(roleNames), take);
      return;
    }
    try {
      await Promise.all(threads.map((thread) => readOnThread(thread, jobs, roleNames, take)));
    } finally {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    }
  };
}

async function readHere(jobs: AsyncIterator<Job> | Iterator<Job>, roleNames: RoleNames, take: Take): Promise<void> {
  for (let job = await nextOf(jobs); job !== undefined; job = await nextOf(jobs))
    for await (const reading of readJob(job, roleNames)) await take(reading);
}

/** A thread that is asked for one reading at a time. Nothing of a reading is kept here once it was handed on. */
class Thread {
  readonly worker = new Worker(START, { eval: true });
  #waiting: PromiseWithResolvers<LogReading> | undefined;
  #fault: ReadingStoppedError | undefined;

  constructor() {
    this.worker.on("message", (reading: LogReading) => this.#waiting?.resolve(reading));
    this.worker.once("error", (cause) => this.#end(new ReadingStoppedError(`a reading thread failed (${String(cause)}).`, { cause })));
    this.worker.once("exit", (code) => this.#end(new ReadingStoppedError(`a reading thread ended with code ${code}.`)));
    this.worker.unref();
  }

  /** The next reading. Throws ReadingStoppedError where the thread ended, also before. */
  ask(told: ToThread): Promise<LogReading> {
    const waiting = Promise.withResolvers<LogReading>();
    this.#waiting = waiting;
    if (this.#fault) waiting.reject(this.#fault);
    else this.worker.postMessage(told, "job" in told && typeof told.job !== "string" ? [told.job.bytes.buffer] : []);
    return waiting.promise;
  }

  #end(fault: ReadingStoppedError): void {
    this.#fault ??= fault;
    this.#waiting?.reject(this.#fault);
  }
}

async function readOnThread(thread: Thread, jobs: AsyncIterator<Job> | Iterator<Job>, roleNames: WantedRoles, take: Take): Promise<void> {
  thread.worker.ref();
  thread.worker.postMessage({ roleNames });
  let reading = askNext(thread, jobs);
  for (;;) {
    const current = await reading;
    if (!current) return;
    reading = current.isLast ? askNext(thread, jobs) : thread.ask({ goOn: true });
    // Where both fail, the other failure is told.
    reading.catch(() => undefined);
    await take(current);
  }
}

async function askNext(thread: Thread, jobs: AsyncIterator<Job> | Iterator<Job>): Promise<LogReading | undefined> {
  const job = await nextOf(jobs);
  return job === undefined ? undefined : thread.ask({ job });
}

async function nextOf(jobs: AsyncIterator<Job> | Iterator<Job>): Promise<Job | undefined> {
  const { value, done } = await jobs.next();
  return done ? undefined : value;
}
