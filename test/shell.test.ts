import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inShell } from "./shell.ts";

test("a command that a test runs sees nothing of what ~/.bashrc sets, also where no shell started the tests", () => {
  const HOME = mkdtempSync(join(tmpdir(), "whittle-home-"));
  writeFileSync(join(HOME, ".bashrc"), "echo read; PATH=/elsewhere");
  const { SHLVL: _, ...env } = process.env;
  expect(inShell(['echo "$PATH $0"', "given"], { env: { ...env, HOME, PATH: process.env.PATH } }).stdout).toBe(
    `${process.env.PATH} given\n`,
  );
});
