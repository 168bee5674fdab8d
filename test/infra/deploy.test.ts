import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "#test/cli/whittle.ts";
import { packageFor } from "../../scripts/deploy/package.ts";

/** Runs the script where the only other command that can be found is this one. */
function deploy(commands: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "whittle-deploy-"));
  for (const [name, script] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return spawnSync(process.execPath, ["scripts/deploy.ts"], { cwd: ROOT, encoding: "utf8", env: { PATH: folder } });
}

test("without the SAM CLI it deploys with CloudFormation, and says in one line what it lacks for that", () => {
  const { status, stdout, stderr } = deploy({});
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toBe("No AWS region is set. Name one: npm run deploy -- --region REGION\n");
});

describe("the package for CloudFormation", () => {
  const root = mkdtempSync(join(tmpdir(), "whittle-package-"));
  const BUNDLE = { "index.mjs": "export const handler = async () => ({});\n".repeat(50), "generated/größe.json": '{"größe":"日本"}' };
  for (const [, path = ""] of readFileSync(join(ROOT, "template.yaml"), "utf8").matchAll(/CodeUri: (\S+)/g)) {
    for (const [name, text] of Object.entries(BUNDLE)) {
      mkdirSync(dirname(join(root, path, name)), { recursive: true });
      writeFileSync(join(root, path, name), text);
    }
  }
  cpSync(join(ROOT, "statemachine"), join(root, "statemachine"), { recursive: true });
  cpSync(join(ROOT, "template.yaml"), join(root, "template.yaml"));
  const { artifacts, template } = packageFor("code-bucket", root);

  test("names an artifact for every function and state machine, and is otherwise the template", () => {
    const lines = readFileSync(join(ROOT, "template.yaml"), "utf8").split("\n");
    const keys = new Set(artifacts.map(({ key }) => `s3://code-bucket/${key}`));
    const changed = template.body
      .toString()
      .split("\n")
      .filter((line, at) => line !== lines[at]);
    expect(changed).toHaveLength(lines.filter((line) => /(CodeUri|DefinitionUri): /.test(line)).length);
    expect(changed.filter((line) => !keys.has(line.trim().split(": ")[1] ?? ""))).toEqual([]);
    expect(packageFor("code-bucket", root).template.key).toBe(template.key);
  });

  const hasPython = spawnSync("python3", ["-c", "import zipfile"]).status === 0;
  test.skipIf(!hasPython)("its archives hold what was built, as another program reads them (skipped where Python is not installed)", () => {
    const archive = join(root, "bundle.zip");
    writeFileSync(archive, artifacts.find(({ key }) => key.endsWith(".zip"))?.body ?? "");
    const read =
      "import json, sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(json.dumps({n: z.read(n).decode() for n in z.namelist()}))";
    expect(JSON.parse(spawnSync("python3", ["-c", read, archive], { encoding: "utf8" }).stdout)).toEqual(BUNDLE);
  });
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
