import { loadCatalogue } from "#adapters/catalogue.ts";
import { readSnapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { isTagged } from "#core/review/eligibility.ts";
import type { RoleState } from "#core/review/role-state.ts";
import { closeAbandoned } from "./abandoned.ts";
import { type ReviewArguments, readArguments, USAGE } from "./arguments.ts";
import { openOutput } from "./output.ts";
import type { ReviewRun } from "./run.ts";
import { TAG } from "./settings.ts";
import { openSource } from "./source.ts";

/** `whittle review`: gives the exit code. Throws typed errors for unusable arguments and input. */
export async function review(args: readonly string[]): Promise<number> {
  const given = readArguments(args);
  if (given === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  const run = await prepare(given);
  // The modules are loaded while the log files are being read.
  const { jsonReport, runReviews, textReport, writeOutput } = await import("./reviewing.ts");
  const report = given.format === "json" ? jsonReport(run) : textReport(run);
  process.once("SIGINT", stop);
  try {
    await run.source.read;
    await runReviews(run, report);
    await report.end();
    if (given.out !== undefined) await writeOutput(given.out, run);
    return run.reviews().some(({ status }) => status === "failed") ? 1 : 0;
  } finally {
    process.off("SIGINT", stop);
    run.store.close();
  }
}

/** Ctrl-C. What was approved before it and not yet written is in this process's memory alone. */
function stop(): void {
  process.stderr.write("\nStopped: nothing was changed.\n");
  process.exit(130);
}

async function prepare(given: ReviewArguments): Promise<ReviewRun> {
  const snapshot = readSnapshot(given.account);
  const roles: RoleState[] = [];
  for await (const role of snapshotRoles(snapshot).all()) roles.push(role);
  const catalogue = loadCatalogue();
  const store = sqliteReviewStore(openOutput(given));
  await closeAbandoned(store);
  const source = openSource(given, roles, catalogue);
  const earlier = new Set(store.all().map(({ id }) => id));
  return {
    given,
    snapshot,
    roles,
    catalogue,
    source,
    named: source.roleNames,
    untaggedToo: source.roleNames.length > 0 || !roles.some((role) => isTagged(role, TAG)),
    store,
    reviews: () => store.all().filter(({ id }) => !earlier.has(id)),
  };
}
