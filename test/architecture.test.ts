import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const picture = /```mermaid\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "docs/architecture.md"), "utf8"))?.[1] ?? "";

/** The boxes of the picture: id, file and, where it is named, the function in it. */
const boxes = [...picture.matchAll(/(\w+)\["([\w/.-]+\.ts)<br>(?:(\w+): )?/g)].map(([, id = "", file = "", name]) => ({
  id,
  file: `core/${file}`,
  name,
}));
const arrows = [...picture.matchAll(/(\w+)(?:[[(]+"[^"]*"[\])]+)? --> (\w+)/g)].map(([, from = "", to = ""]) => [from, to] as const);

function reachedFrom(file: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const [, from = ""] of readFileSync(join(ROOT, file), "utf8").matchAll(/\bfrom "([^"]+)"/g)) {
    if (from.startsWith("#core/")) reachedFrom(from.slice(1), known);
    else if (from.startsWith(".")) reachedFrom(join(dirname(file), from), known);
  }
  return known;
}

test("the picture has the boxes that the text tells of", () => {
  expect(boxes.length).toBeGreaterThan(12);
  expect(arrows.length).toBeGreaterThan(boxes.length);
});

test.each(boxes)("$file is there, and says what its box says", ({ file, name }) => {
  expect(existsSync(join(ROOT, file))).toBe(true);
  if (name !== undefined) expect(readFileSync(join(ROOT, file), "utf8")).toMatch(new RegExp(`export function\\*? ${name}\\b`));
});

test("counting a record runs through every module of core/usage that the picture shows", () => {
  const reached = reachedFrom("core/usage/tally.ts");
  const shown = boxes.map(({ file }) => file).filter((file) => !file.startsWith("core/evidence/"));
  expect(shown.filter((file) => !reached.has(file))).toEqual([]);
});

test("no module that takes a call is missing in the picture", () => {
  const shown = new Set(boxes.map(({ file }) => file));
  const reached = reachedFrom("core/usage/tally.ts");
  const takesCall = globSync("core/usage/*.ts", { cwd: ROOT }).filter((file) =>
    /export function \w+\(\s*call: Call\b/.test(readFileSync(join(ROOT, file), "utf8")),
  );
  expect(takesCall.length).toBeGreaterThan(5);
  expect(takesCall.filter((file) => reached.has(file) && !shown.has(file))).toEqual([]);
});
