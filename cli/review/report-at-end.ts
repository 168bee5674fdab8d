import { whereToDecide } from "../terminal/lines.ts";
import type { Report, ReviewRun } from "./run.ts";
import { tellFiles } from "./tell-files.ts";

/** A report that has standard output for itself: it writes when all reviews have ended, and all else goes to standard error. */
export function reportAtEnd(run: ReviewRun, write: () => Promise<void>): Report {
  return {
    async done() {},
    async asked({ roleName }, link) {
      process.stderr.write(`${whereToDecide(roleName, link)}\n`);
    },
    async end() {
      await tellFiles(run);
      await write();
    },
  };
}
