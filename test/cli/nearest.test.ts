import { expect, test } from "vitest";
import { didYouMean } from "#cli/nearest.ts";

const NAMES = ["--role", "--region", "--remove", "--replace", "restore", "report", "list"];

test.each([
  ["a letter too few", "--rol", "--role"],
  ["a letter too many", "--rolee", "--role"],
  ["another letter", "--rule", "--role"],
  ["two letters swapped", "--rloe", "--role"],
  ["two letters swapped at the start", "ilst", "list"],
  ["upper case", "REPORT", "report"],
  ["as much of a longer name", "restroe", "restore"],
  ["two slips in a name of eight letters", "--remvoee", "--remove"],
])("suggests the name that was meant: %s", (_, written, meant) => {
  expect(didYouMean(written, NAMES)).toBe(` Did you mean ${meant}?`);
});

test.each([
  ["another word", "prune"],
  ["two other letters in a name of six", "--rxxe"],
  ["two slips in a name of four letters", "lits-"],
  ["nothing", ""],
])("suggests nothing for %s", (_, written) => {
  expect(didYouMean(written, NAMES)).toBe("");
});

test("suggests a name in its own capitals, whatever those of what was written", () => {
  for (const written of ["admin", "Admin", "adnin", "ADNIN"]) expect(didYouMean(written, ["WORKER", "ADMIN"])).toBe(" Did you mean ADMIN?");
});

test("suggests the nearest of several that are near, whatever their order", () => {
  for (const names of [
    ["--removed", "--remove"],
    ["--remove", "--removed"],
  ])
    expect(didYouMean("--remov", names)).toBe(" Did you mean --remove?");
});
