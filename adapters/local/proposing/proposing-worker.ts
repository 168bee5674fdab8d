import { parentPort } from "node:worker_threads";
import { propose } from "#core/review/propose/propose.ts";
import { loadCatalogue } from "../../catalogue.ts";
import type { FromProposingThread, ToProposingThread } from "./proposing-thread.ts";

/** A thread that makes proposals. It loads the catalogue while the roles are still read. */
const catalogue = loadCatalogue();
parentPort?.on("message", (told: ToProposingThread) => parentPort?.postMessage(answerTo(told)));

function answerTo(told: ToProposingThread): FromProposingThread {
  try {
    return { proposal: JSON.stringify(propose({ ...told, catalogue })) };
  } catch {
    return { failed: true };
  }
}
