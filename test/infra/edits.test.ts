import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { editedText, readEdits } from "../../scripts/mutate/edits.ts";

const ROOT = join(import.meta.dirname, "../..");

test("every edit that a test must notice still finds what it changes", () => {
  const edits = readEdits(ROOT);
  expect(edits.length).toBeGreaterThan(50);
  const lost = edits.filter((edit) => editedText(readFileSync(join(ROOT, edit.file), "utf8"), edit) === undefined);
  expect(lost.map(({ file, why }) => `${file}: ${why}`)).toEqual([]);
});
