import { parentPort } from "node:worker_threads";
import type { ToThread } from "./log-workers.ts";
import { readJob } from "./read-job.ts";
import { type LogReading, namesOf, type RoleNames } from "./read-log.ts";

let roleNames: RoleNames = namesOf([]);
let readings: AsyncGenerator<LogReading, void> | undefined;

/** One of several threads that read logs. */
parentPort?.on("message", async (told: ToThread) => {
  if ("roleNames" in told) {
    roleNames = namesOf(told.roleNames);
    return;
  }
  if ("job" in told) readings = readJob(told.job, roleNames);
  const { value: reading } = (await readings?.next()) ?? {};
  if (!reading) return;
  if (reading.isLast) {
    await readings?.return();
    readings = undefined;
  }
  parentPort?.postMessage(reading, [reading.wanted.buffer]);
});
