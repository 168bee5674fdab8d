import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const templates = [
  "template.yaml",
  ...readdirSync(join(root, "infra"))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => join("infra", file)),
];
const hasCfnLint = spawnSync("cfn-lint", ["--version"]).status === 0;

test.skipIf(!hasCfnLint)("cfn-lint finds nothing in any template (skipped where it is not installed)", { timeout: 300_000 }, () => {
  const { status, stdout, stderr } = spawnSync("cfn-lint", templates, { cwd: root, encoding: "utf8" });
  expect([`${stdout}${stderr}`, status]).toEqual(["", 0]);
});
