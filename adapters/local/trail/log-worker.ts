import { parentPort, workerData } from "node:worker_threads";
import { readLog } from "./read-log.ts";

const roleNames = new Set<string>(Array.isArray(workerData) ? workerData.map(String) : []);

/** One of several threads that read log files, one file after another. */
parentPort?.on("message", async (file: string) => {
  const reading = await readLog(file, roleNames);
  parentPort?.postMessage(reading, [reading.wanted.buffer]);
});
