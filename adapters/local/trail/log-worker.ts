import { parentPort } from "node:worker_threads";
import type { FromThread, ToThread } from "./log-workers.ts";
import { type Job, readJob } from "./read-job.ts";
import type { LogReading } from "./read-log.ts";
import { namesOf, type RoleNames } from "./role-names.ts";

/** Readings of this size together go to the main thread before more are made. */
const MOST_ANSWER_BYTES = 1024 * 1024;

let roleNames: RoleNames = namesOf([]);
let readings: AsyncGenerator<LogReading, void> | undefined;

/** One of several threads that read logs. */
parentPort?.on("message", async (told: ToThread) => {
  if ("roleNames" in told) {
    roleNames = namesOf(told.roleNames);
    return;
  }
  if ("jobs" in told) readings = readingsOf(told.jobs);
  if (!readings) return;
  const answer = await answerFrom(readings);
  const wanted = answer.readings.filter(({ ends }) => ends.length > 0);
  parentPort?.postMessage(
    answer,
    wanted.map(({ wanted: { buffer } }) => buffer),
  );
});

async function* readingsOf(jobs: readonly Job[]): AsyncGenerator<LogReading, void> {
  for (const job of jobs) yield* readJob(job, roleNames);
}

async function answerFrom(from: AsyncGenerator<LogReading, void>): Promise<FromThread> {
  const made: LogReading[] = [];
  for (let bytes = 0; bytes < MOST_ANSWER_BYTES; ) {
    const { value: reading } = await from.next();
    if (!reading) return { readings: made, isLast: true };
    made.push(reading);
    bytes += reading.wanted.length;
  }
  return { readings: made, isLast: false };
}
