import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { readLog } from "./read-log.ts";

const names: readonly string[] = Array.isArray(workerData) ? workerData.map(String) : [];

/** Unpacked logs lie outside of the heap: left to itself, the collector lets hundreds of megabytes of them pile up. */
setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/** One of several threads that read log files, one file after another. */
parentPort?.on("message", async (file: string) => {
  const reading = await readLog(file, names);
  parentPort?.postMessage(reading, [reading.wanted.buffer]);
  if (typeof collect === "function") collect({ type: "minor" });
});
