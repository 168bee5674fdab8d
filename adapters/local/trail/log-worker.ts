import { parentPort } from "node:worker_threads";
import { readLog } from "./read-log.ts";

let roleNames: ReadonlySet<string> = new Set();

/** One of several threads that read log files: it is told whose records are wanted, then one file after another. */
parentPort?.on("message", async (told: readonly string[] | string) => {
  if (typeof told !== "string") {
    roleNames = new Set(told);
    return;
  }
  const reading = await readLog(told, roleNames);
  parentPort?.postMessage(reading, [reading.wanted.buffer]);
});
