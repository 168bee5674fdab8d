import { existsSync, realpathSync, statSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeSnapshot } from "#adapters/local/account/snapshot.ts";
import { UnusableFileError } from "#adapters/local/errors.ts";
import { TEMPORARY } from "#adapters/local/store/sqlite.ts";
import { checkWritable, openFolder, refuseLink, writeJson, writeText } from "#adapters/local/write-file.ts";
import { emitFiles } from "#core/review/change/emit/emit.ts";
import type { Emitted } from "#core/review/change/emit/emitted.ts";
import { refinedName } from "#core/review/change/plan/refined-policy.ts";
import { decidedProposal } from "#core/review/chosen.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { policiesIn, recordIn, snapshotIn } from "../output-folder.ts";
import { tellError } from "../terminal/lines.ts";
import { UsageError } from "../usage-error.ts";
import type { ReviewArguments } from "./arguments.ts";
import { changesOf } from "./changes.ts";
import { noChangeText } from "./no-change.ts";
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

/**
 * Writes what a run leaves: the snapshot as it would be, each refined policy, each change in the form that was asked for, and the record
 * (whittle.sqlite is there already).
 */
export async function writeOutput(folder: string, run: ReviewRun): Promise<void> {
  const { snapshot, store, reviews, given } = run;
  if (leavesSnapshot(given.decide)) writeSnapshot(snapshotIn(folder), snapshot);
  for (const review of reviews()) {
    const proposal = await decidedProposal(store, review);
    if (proposal) writePolicies(policiesIn(folder), proposal);
  }
  // The policies themselves are written in any case.
  if (given.emit !== undefined && given.emit !== "policies") await writeChanges(join(folder, given.emit), run, given.emit);
}

/** A proposal replaces the files of an earlier one, also where it needs fewer of them. */
function writePolicies(folder: string, { outcome, role, policies }: Proposal): void {
  if (policies.length > 0) {
    refuseLink(folder);
    openFolder(folder);
  }
  for (const { name, document } of policies) writeJson(join(folder, `${name}.json`), document);
  if (outcome !== "proposed") return;
  for (let place = policies.length + 1; ; place += 1) {
    const stale = join(folder, `${refinedName(role.name, place)}.json`);
    if (!existsSync(stale)) return;
    unlinkSync(stale);
  }
}

async function writeChanges(folder: string, run: ReviewRun, emit: Emitted): Promise<void> {
  const files = emitFiles(emit, await changesOf(run));
  if (files.size > 0) {
    refuseLink(folder);
    openFolder(folder);
  }
  if (files.size === 0) tellError(await noChangeText(run));
  for (const [name, text] of files) writeText(join(folder, name), text, emit === "aws-cli" ? "program" : "text");
}
