import { sayAtSignal } from "../signals.ts";
import { readArguments } from "./arguments.ts";
import { openTrail } from "./open-trail.ts";

/** `whittle review`: gives the exit code. Throws typed errors for unusable arguments and input. */
export async function review(args: readonly string[]): Promise<number> {
  const given = readArguments(args);
  if (given === "help") return 0;
  // What takes time runs side by side: logs are unpacked while modules are loaded, and those of the review are loaded while the logs are read.
  const logs = await openTrail(given);
  if (given.permissionSets.length > 0 && logs) {
    const { reviewSets } = await import("./permission-sets/review-sets.ts");
    return reviewSets(given, logs);
  }
  const { prepare } = await import("./prepare.ts");
  const run = await prepare(given, logs);
  const { reportOf, runReviews, stopped, tellFailing, tellStranger, tellUndone, writeOutput } = await import("./reviewing.ts");
  const report = reportOf(run);
  sayAtSignal(() => stopped(run));
  try {
    await runReviews(run, report);
    if (given.out !== undefined) await writeOutput(given.out, run);
    await report.end();
    await tellStranger(run);
    const failed = run.reviews().some(({ status }) => status === "failed");
    const isIncomplete = (await tellUndone(run)) > 0 || failed;
    const isFailing = await tellFailing(run);
    return isIncomplete ? 1 : isFailing ? 3 : 0;
  } finally {
    sayAtSignal(undefined);
    run.store.close();
  }
}
