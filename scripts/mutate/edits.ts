import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";

const Edits = v.array(
  v.strictObject({
    file: v.string(),
    /** Where in the file to begin to look. */
    after: v.exactOptional(v.string()),
    find: v.string(),
    replace: v.string(),
    why: v.string(),
    tests: v.array(v.string()),
  }),
);
export type Edit = v.InferOutput<typeof Edits>[number];

/** The edits of scripts/mutate/edits.json, each of which its tests must notice. */
export function readEdits(root: string): readonly Edit[] {
  return v.parse(Edits, JSON.parse(readFileSync(join(root, "scripts/mutate/edits.json"), "utf8")));
}

/** The file with the edit made; undefined where it does not hold what is to be replaced. */
export function editedText(source: string, { after = "", find, replace }: Edit): string | undefined {
  const from = source.indexOf(after);
  const at = from < 0 ? -1 : source.indexOf(find, from);
  return at < 0 ? undefined : source.slice(0, at) + replace + source.slice(at + find.length);
}
