import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Tests of whole runs, in processes and browsers of their own, and of the sources as text. */
const SLOW = /^test\/(?:[^/]+$|(?:cases|cli|infra|page|sign-in|workloads)\/)/;

/**
 * The import graph of the project: which test files see a source file, the one of its own name first, then the nearest, those of its own
 * folder and with a word of its name before others as near, the slow ones last.
 */
export function testsBySource(root: string): (file: string) => readonly string[] {
  const importers = new Map<string, string[]>();
  for (const file of globSync("{core,adapters,functions,cli,test,infra}/**/*.ts", { cwd: root }))
    for (const target of importsOf(root, file)) importers.set(target, [...(importers.get(target) ?? []), file]);
  return (file) => {
    const distances = new Map([[file, 0]]);
    for (const [each, distance] of distances)
      for (const importer of importers.get(each) ?? []) if (!distances.has(importer)) distances.set(importer, distance + 1);
    const own = join("test", file).replace(/\.ts$/, ".test.ts");
    const nearness = nearnessTo(file);
    const rank = (test: string) => (test === own ? 0 : (SLOW.test(test) ? 100 : 0) + (distances.get(test) ?? 0) - nearness(test));
    return [...distances.keys()].filter((each) => each.endsWith(".test.ts")).sort((a, b) => rank(a) - rank(b));
  };
}

/** Tells tests that are as far from a source file apart: by its folder first, then by a word of its name. */
function nearnessTo(file: string): (test: string) => number {
  const folder = join("test", dirname(file));
  const words = new Set(wordsOf(file));
  /** The tests in its folder, or named after that: `account.test.ts` and `account-forms.test.ts` of what lies in `account/`. */
  const isOfFolder = (test: string) => test.startsWith(folder) && /^[/.-]/.test(test.slice(folder.length));
  return (test) => (isOfFolder(test) ? 0.5 : 0) + (wordsOf(test).some((word) => words.has(word)) ? 0.25 : 0);
}

/** `csv` and `report` of `report-csv.ts`. */
function wordsOf(file: string): readonly string[] {
  return basename(file)
    .replace(/(?:\.test)?\.ts$/, "")
    .split("-");
}

function importsOf(root: string, file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  // What is imported as a type alone is not run.
  const run = text.replaceAll(/^(?:import|export) type [^;]*;$/gm, "");
  return [...run.matchAll(/\bfrom "([#.][^"]+)"|\bimport\(\s*"([#.][^"]+)"/g)].flatMap(([, from, dynamic]) => {
    const name = from ?? dynamic ?? "";
    const target = name.startsWith("#") ? name.slice(1) : join(dirname(file), name);
    return existsSync(join(root, target)) ? [target] : [];
  });
}
