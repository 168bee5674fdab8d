import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorCodes } from "../scripts/reference/errors.ts";
import { TAGS } from "../scripts/reference/tags.ts";
import { referenceDocument } from "../scripts/reference-doc.ts";

const ROOT = join(import.meta.dirname, "..");

const sources = globSync("{core,adapters,functions,cli}/**/*.ts", { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), "utf8"));

test("docs/reference.md is what code and templates say: npm run docs:reference", async () => {
  expect(readFileSync(join(ROOT, "docs/reference.md"), "utf8")).toBe(await referenceDocument());
});

test("every tag in the code is documented, and no other", () => {
  const found = sources.flatMap((text) => [...text.matchAll(/whittle:[a-z]+(?:-[a-z]+)*/g)].map(([tag]) => tag));
  expect([...new Set(found)].sort()).toEqual(Object.keys(TAGS).sort());
});

test("every error code in the code is documented once, with a meaning", () => {
  const found = sources.flatMap((text) => [...text.matchAll(/readonly code[^=\n]*= "([^"]+)"/g)].map(([, code]) => code));
  const documented = errorCodes();
  expect(documented.map(([code]) => code)).toEqual([...new Set(found)].sort());
  expect(documented.filter(([, meaning]) => meaning === "")).toEqual([]);
});
