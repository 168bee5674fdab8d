import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { openFolder, refuseLink, writeText } from "#adapters/local/write-file.ts";
import { EMITTED_SETS, type EmittedSets, emitSetFiles } from "#core/review/permission-sets/emit/emit.ts";
import { UsageError } from "../../usage-error.ts";
import type { ReviewArguments } from "../arguments.ts";
import { changesOf, type ReviewedSets } from "./reviewed-sets.ts";

/** Makes the folder for what a run leaves, before anything is reviewed. Throws UsageError where an input file lies in its way, and UnusableFileError. */
export function openSetsOutput({ accounts, source, out }: ReviewArguments): void {
  if (out === undefined) return;
  openFolder(out);
  const folders = EMITTED_SETS.map((form) => setsFolder(out, form)).filter((folder) => existsSync(folder));
  for (const input of [...accounts, source.path].filter((path) => existsSync(path)))
    if (folders.some((folder) => realpathSync(folder) === dirname(realpathSync(input))))
      throw new UsageError("review", `--out ${out} would overwrite the input file ${input}. Choose another folder.`);
}

/** Writes the inline policy that each set is to have, and the change in the form that was asked for. */
export function writeSetsOutput({ given: { out, emit }, reviews }: ReviewedSets): void {
  if (out === undefined) return;
  const changes = changesOf({ reviews });
  if (changes.length === 0) return;
  for (const form of EMITTED_SETS.filter((each) => each === "policies" || each === emit)) {
    const folder = setsFolder(out, form);
    refuseLink(folder);
    openFolder(folder);
    for (const [name, text] of emitSetFiles(form, changes)) writeText(join(folder, name), text, form === "aws-cli" ? "program" : "text");
  }
}

function setsFolder(out: string, form: EmittedSets): string {
  return join(out, "permission-sets", form);
}
