import { parentPort } from "node:worker_threads";
import { propose } from "#core/review/propose/propose.ts";
import { loadCatalogue } from "../../catalogue.ts";
import type { FromProposingThread, ToProposingThread } from "./proposing-thread.ts";

/** A thread that makes proposals. */
parentPort?.on("message", (told: ToProposingThread) => parentPort?.postMessage(answerTo(told)));

function answerTo(told: ToProposingThread): FromProposingThread {
  try {
    return { proposal: JSON.stringify(propose({ ...told, catalogue: loadCatalogue() })) };
  } catch {
    return { failed: true };
  }
}
