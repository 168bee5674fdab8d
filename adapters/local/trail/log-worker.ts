import { parentPort } from "node:worker_threads";
import { type LogReading, readLog } from "./read-log.ts";

let roleNames: ReadonlySet<string> = new Set();
let readings: AsyncGenerator<LogReading, void> | undefined;

/** One of several threads that read log files: it is told whose records are wanted, then a file for each reading that is asked for. */
parentPort?.on("message", async (told: readonly string[] | string) => {
  if (typeof told !== "string") {
    roleNames = new Set(told);
    return;
  }
  readings ??= readLog(told, roleNames);
  const { value: reading } = await readings.next();
  if (!reading) return;
  if (reading.isLast) {
    await readings.return();
    readings = undefined;
  }
  parentPort?.postMessage(reading, [reading.wanted.buffer]);
});
