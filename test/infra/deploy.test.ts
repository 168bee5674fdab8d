import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "#test/cli/whittle.ts";

/** Runs the script where the only other command that can be found is this one. */
function deploy(commands: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "whittle-deploy-"));
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return spawnSync(process.execPath, ["scripts/deploy.ts"], { cwd: ROOT, encoding: "utf8", env: { PATH: folder } });
}

test("without the SAM CLI it says in one line where that is to be had", () => {
  const { status, stdout, stderr } = deploy({});
  expect([status, stdout, stderr.trim().split("\n").length]).toEqual([2, "", 1]);
  expect(stderr).toMatch(/^The AWS SAM CLI is not installed; see https:/);
});

test("it tells what every parameter is for before the SAM CLI asks for it by its name, and ends as that does", () => {
  const { status, stdout } = deploy({ sam: '[ "$1" = "--version" ] || { echo "asked: $*"; exit 3; }' });
  const template = readFileSync(join(ROOT, "template.yaml"), "utf8");
  const [, parameters = ""] = /\nParameters:\n([\s\S]*?)\n\S/.exec(template) ?? [];
  const names = [...parameters.matchAll(/^ {2}(\w+):$/gm)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !stdout.includes(`\n  ${name} (`))).toEqual([]);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(stdout.trimEnd()).toMatch(/\nasked: deploy --guided --stack-name whittle$/);
  expect(status).toBe(3);
});
