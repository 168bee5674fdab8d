import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeSnapshot } from "#adapters/local/account/snapshot.ts";
import { UnusableFileError } from "#adapters/local/errors.ts";
import { TEMPORARY } from "#adapters/local/store/sqlite.ts";
import { checkWritable, openFolder, refuseLink, writeJson } from "#adapters/local/write-file.ts";
import { asDecided } from "#core/review/chosen.ts";
import { policiesIn, recordIn, snapshotIn } from "../output-folder.ts";
import { UsageError } from "../usage-error.ts";
import type { ReviewArguments } from "./arguments.ts";
import type { ReviewRun } from "./run.ts";

/**
 * Makes the folder for what a run leaves, before anything is reviewed. Gives the record's file; where none is wanted, a temporary one.
 * Throws UsageError where an input file lies in its way, and UnusableFileError.
 */
export function openOutput(given: ReviewArguments): string {
  const { out, decide } = given;
  if (out === undefined) return TEMPORARY;
  openFolder(out);
  const written = snapshotIn(out);
  if (statSync(written, { throwIfNoEntry: false })?.isDirectory())
    throw new UnusableFileError(written, "is a folder, but the changed snapshot is written there. Move it or choose another --out.");
  refuseToWriteOverInput(given, out);
  if (leavesSnapshot(decide)) checkWritable(written);
  return recordIn(out);
}

/** The snapshot and the policies get names of their own making, which an input file may have already. */
function refuseToWriteOverInput({ account, source, lastAccessed }: ReviewArguments, out: string): void {
  for (const input of [account, source.path, ...(lastAccessed === undefined ? [] : [lastAccessed])]) {
    const real = realPath(input);
    if (real !== undefined && (real === realPath(snapshotIn(out)) || dirname(real) === realPath(policiesIn(out))))
      throw new UsageError("review", `--out ${out} would overwrite the input file ${input}. Choose another folder.`);
  }
}

/** Does the folder hold the record and the snapshot of earlier runs? */
export function isContinued({ out }: ReviewArguments): boolean {
  return out !== undefined && existsSync(recordIn(out)) && existsSync(snapshotIn(out));
}

function realPath(path: string): string | undefined {
  return existsSync(path) ? realpathSync(path) : undefined;
}

/** Can the run change the snapshot? */
function leavesSnapshot(decide: ReviewArguments["decide"]): boolean {
  return decide === "ask" || decide === "approve";
}

/** Writes what a run leaves: the snapshot as it would be, each refined policy, and the record (whittle.sqlite is there already). */
export async function writeOutput(folder: string, { snapshot, store, reviews, given }: ReviewRun): Promise<void> {
  if (leavesSnapshot(given.decide)) writeSnapshot(snapshotIn(folder), snapshot);
  for (const review of reviews()) {
    const proposal = await store.document(review.id, "proposal");
    const policies = proposal ? asDecided(proposal, review).policies : [];
    if (policies.length === 0) continue;
    refuseLink(policiesIn(folder));
    openFolder(policiesIn(folder));
    for (const { name, document } of policies) writeJson(join(policiesIn(folder), `${name}.json`), document);
  }
}
