import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import * as v from "valibot";
import { afterAll, describe, expect, test } from "vitest";

const Cases = v.array(v.object({ name: v.string(), file: v.string(), code: v.string(), message: v.optional(v.string()) }));
const cases = v.parse(Cases, JSON.parse(readFileSync(new URL("imports.cases.json", import.meta.url), "utf8")));
const root = resolve(import.meta.dirname, "..");

/** A tree of its own that breaks the rule on purpose, under the project's own settings. */
const tree = mkdtempSync(join(tmpdir(), "imports-"));
afterAll(() => rmSync(tree, { recursive: true }));

const findings = lint();

describe("the rule of imports", () => {
  test.each(cases)("$name", ({ file, message }) => {
    const found = findings.filter((finding) => finding.includes(file));
    expect(found).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });
});

function lint(): string[] {
  for (const name of ["biome.json", "lint", ".gitignore"]) cpSync(join(root, name), join(tree, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"));
  execFileSync("git", ["init", "--quiet", tree]);
  for (const { file, code } of cases) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), `${code}\n`);
  }
  const { stdout } = spawnSync(join(root, "node_modules/.bin/biome"), ["lint", "--reporter=github", "--max-diagnostics=none", "."], {
    cwd: tree,
    encoding: "utf8",
  });
  return stdout.split("\n").filter((line) => line.startsWith("::"));
}
