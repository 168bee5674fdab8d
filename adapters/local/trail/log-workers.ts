import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { WhittleError } from "#core/errors.ts";
import type { LogFiles, PassedOverFile } from "./log-files.ts";
import { type Job, readJob } from "./read-job.ts";
import type { LogReading } from "./read-log.ts";
import { namesOf, type RoleNames, type WantedRoles } from "./role-names.ts";

/** A thread ended before its work was done. */
class ReadingStoppedError extends WhittleError {
  readonly code = "reading-stopped";
  constructor(because: string, options?: ErrorOptions) {
    super(`Could not read the log files: ${because} No role was reviewed. Run the command again.`, options);
  }
}

/** What a thread is told: whose records are wanted, then logs to begin with, or to go on with those that it has; it answers each time. */
export type ToThread = { readonly roleNames: WantedRoles } | { readonly jobs: readonly Job[] } | { readonly goOn: true };

/** What a thread answers. */
export interface FromThread {
  readonly readings: readonly LogReading[];
  /** Nothing of the logs that it was told comes after them. */
  readonly isLast: boolean;
}

/** Below this many files, starting threads takes longer than they save. */
const FEWEST_FILES = 4;
/** Each thread holds a log or two; more of them would need more memory than a run may take. */
const MOST_THREADS = 4;
/** A message takes longer than reading a small log, so that a thread is told of several. */
const MOST_JOBS = 32;
/** Into so many messages, at the least, a thread's share of the files is divided: the threads are to end together. */
const FEWEST_MESSAGES = 32;

/** What a thread runs: bundled where this module is. */
const WORKER = new URL(import.meta.url.endsWith(".ts") ? "log-worker.ts" : "log-worker.cjs", import.meta.url);

/** Log files, and the threads that are to read them. */
export interface OpenLogs {
  readonly files: readonly string[];
  readonly passedOver: readonly PassedOverFile[];
  /**
   * Reads the files, once, and hands each reading to `take`, in no particular order; a file that holds much of what is wanted comes in
   * several. A thread reads a few ahead of what was taken and no further, so that memory does not grow with the trail.
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
  const most = Math.min(MOST_JOBS, Math.ceil(files / (count * FEWEST_MESSAGES)));
  return async (jobs, roleNames, take) => {
    if (threads.length === 0) {
      await readHere(jobs, namesOf(roleNames), take);
      return;
    }
    try {
      await Promise.all(threads.map((thread) => readOnThread(thread, () => nextJobs(jobs, most), roleNames, take)));
    } finally {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    }
  };
}

async function readHere(jobs: AsyncIterator<Job> | Iterator<Job>, roleNames: RoleNames, take: Take): Promise<void> {
  for (let job = await nextOf(jobs); job !== undefined; job = await nextOf(jobs))
    for await (const reading of readJob(job, roleNames)) await take(reading);
}

/** A thread that is asked for some readings at a time. Nothing of them is kept here once they were handed on. */
class Thread {
  readonly worker = new Worker(WORKER);
  #waiting: PromiseWithResolvers<FromThread> | undefined;
  #fault: ReadingStoppedError | undefined;

  constructor() {
    this.worker.on("message", (answer: FromThread) => this.#waiting?.resolve(answer));
    this.worker.once("error", (cause) => this.#end(new ReadingStoppedError(`a reading thread failed (${String(cause)}).`, { cause })));
    this.worker.once("exit", (code) => this.#end(new ReadingStoppedError(`a reading thread ended with code ${code}.`)));
    this.worker.unref();
  }

  /** The next readings. Throws ReadingStoppedError where the thread ended, also before. */
  ask(told: ToThread): Promise<FromThread> {
    const waiting = Promise.withResolvers<FromThread>();
    this.#waiting = waiting;
    if (this.#fault) waiting.reject(this.#fault);
    else
      this.worker.postMessage(told, "jobs" in told ? told.jobs.flatMap((job) => (typeof job === "string" ? [] : [job.bytes.buffer])) : []);
    return waiting.promise;
  }

  #end(fault: ReadingStoppedError): void {
    this.#fault ??= fault;
    this.#waiting?.reject(this.#fault);
  }
}

type NextJobs = () => Promise<readonly Job[]>;

async function readOnThread(thread: Thread, nextJobs: NextJobs, roleNames: WantedRoles, take: Take): Promise<void> {
  thread.worker.ref();
  thread.worker.postMessage({ roleNames });
  let answer = askNext(thread, nextJobs);
  for (;;) {
    const current = await answer;
    if (!current) return;
    answer = current.isLast ? askNext(thread, nextJobs) : thread.ask({ goOn: true });
    // Where both fail, the other failure is told.
    answer.catch(() => undefined);
    for (const reading of current.readings) await take(reading);
  }
}

async function askNext(thread: Thread, nextJobs: NextJobs): Promise<FromThread | undefined> {
  const jobs = await nextJobs();
  return jobs.length === 0 ? undefined : thread.ask({ jobs });
}

/** As many jobs as one message is to hold: files by their paths, and at most one log that is in memory. */
async function nextJobs(jobs: AsyncIterator<Job> | Iterator<Job>, most: number): Promise<readonly Job[]> {
  const next: Job[] = [];
  while (next.length < most) {
    const job = await nextOf(jobs);
    if (job === undefined) break;
    next.push(job);
    if (typeof job !== "string") break;
  }
  return next;
}

async function nextOf(jobs: AsyncIterator<Job> | Iterator<Job>): Promise<Job | undefined> {
  const { value, done } = await jobs.next();
  return done ? undefined : value;
}
