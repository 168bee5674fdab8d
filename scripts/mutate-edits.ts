import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Edit, editedText, readEdits } from "./mutate/edits.ts";

/*
 * Makes each edit of scripts/mutate/edits.json in its turn, and tells which of them its tests do not notice:
 * `npm run mutate:edits`, or `npm run mutate:edits -- template.yaml` for those of some files. The file is put back after each.
 */
const root = resolve(import.meta.dirname, "..");
const all = readEdits(root);
const asked = process.argv.slice(2);
const edits = all.filter(({ file }) => asked.length === 0 || asked.some((path) => file.startsWith(path)));
const missed = edits.filter((edit) => !isNoticed(edit));
console.log(`mutate:edits: ${edits.length - missed.length} of ${edits.length} noticed`);
if (missed.length > 0) process.exitCode = 1;

function isNoticed(edit: Edit): boolean {
  const path = resolve(root, edit.file);
  const source = readFileSync(path, "utf8");
  const changed = editedText(source, edit);
  if (changed === undefined) {
    console.log(`out of date: ${edit.file} holds no ${edit.find}`);
    return false;
  }
  const putBack = () => writeFileSync(path, source);
  const stop = () => {
    putBack();
    process.exit(130);
  };
  process.once("SIGINT", stop);
  try {
    writeFileSync(path, changed);
    const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--bail", "1", ...edit.tests], { cwd: root });
    if (status === 0) console.log(`survived ${edit.file}: ${edit.why}`);
    return status !== 0;
  } finally {
    putBack();
    process.off("SIGINT", stop);
  }
}
