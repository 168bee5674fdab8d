import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Tests of whole runs, in processes and browsers of their own. */
const SLOW = /^test\/(?:cases|cli|infra|page|sign-in|workloads)\//;

/** The import graph of the project: which test files see a source file, those of its own folder first, then the nearest, the slow ones last. */
export function testsBySource(root: string): (file: string) => readonly string[] {
  const importers = new Map<string, string[]>();
  for (const file of globSync("{core,adapters,functions,cli,test,infra}/**/*.ts", { cwd: root }))
    for (const target of importsOf(root, file)) importers.set(target, [...(importers.get(target) ?? []), file]);
  return (file) => {
    const seen = new Set([file]);
    for (const each of seen) for (const importer of importers.get(each) ?? []) seen.add(importer);
    const tests = [...seen].filter((each) => each.endsWith(".test.ts"));
    const isOwn = (test: string) => dirname(test).startsWith(join("test", dirname(file)));
    const others = tests.filter((test) => !isOwn(test));
    return [...tests.filter(isOwn), ...others.filter((test) => !SLOW.test(test)), ...others.filter((test) => SLOW.test(test))];
  };
}

function importsOf(root: string, file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/\bfrom "([#.][^"]+)"|\bimport\("([#.][^"]+)"\)/g)].flatMap(([, from, dynamic]) => {
    const name = from ?? dynamic ?? "";
    const target = name.startsWith("#") ? name.slice(1) : join(dirname(file), name);
    return existsSync(join(root, target)) ? [target] : [];
  });
}
