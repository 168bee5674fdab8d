import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EQUIVALENTS } from "../../scripts/mutate/equivalents.ts";
import { mutationsOf } from "../../scripts/mutate/mutations.ts";

const ROOT = join(import.meta.dirname, "../..");

test.each(EQUIVALENTS)("$file: $shown is still a fault that npm run mutate would put in there", ({ file, within, shown }) => {
  const faults = mutationsOf(file, readFileSync(join(ROOT, file), "utf8"));
  expect(faults.map((fault) => ({ within: fault.within, shown: fault.shown }))).toContainEqual({ within, shown });
});
