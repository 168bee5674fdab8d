import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const templates = ["template.yaml", ...readdirSync(join(root, "infra")).map((file) => join("infra", file))];
const hasCfnLint = spawnSync("cfn-lint", ["--version"]).status === 0;

describe.skipIf(!hasCfnLint)(`cfn-lint${hasCfnLint ? "" : " (skipped: it is not installed)"}`, () => {
  test.each(templates)("finds nothing in %s", { timeout: 300_000 }, (template) => {
    const { status, stdout, stderr } = spawnSync("cfn-lint", [template], { cwd: root, encoding: "utf8" });
    expect(`${stdout}${stderr}`).toBe("");
    expect(status).toBe(0);
  });
});
