import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { REVIEW } from "#cli/review/options.ts";
import { inShell } from "#test/shell.ts";
import { ROOT, temporaryFolder } from "./whittle.ts";

const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
const { run, env } = action.runs.steps.at(-1);

test("each input of the GitHub action is an option of review", () => {
  const inputs = Object.keys(action.inputs);
  expect(inputs).toContain("account");
  for (const input of inputs) {
    expect(Object.keys(REVIEW.options)).toContain(input);
    expect(env[`INPUT_${input.toUpperCase().replace("-", "_")}`]).toBe(`\${{ inputs.${input} }}`);
  }
});

test("the action comments the plan, and fails where --fail-on does", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "bin"));
  const gh = join(folder, "bin/gh");
  writeFileSync(gh, '#!/bin/bash\necho "$@" >"$RUNNER_TEMP/gh"\n');
  chmodSync(gh, 0o755);
  const given = {
    INPUT_ACCOUNT: "sample/account.json",
    INPUT_TRAIL: "sample/trail",
    INPUT_ROLE: "*",
    INPUT_FROM: "",
    INPUT_FAIL_ON: "any",
  };
  const at = { RUNNER_TEMP: folder, GITHUB_STEP_SUMMARY: join(folder, "summary"), GITHUB_ACTION_PATH: ROOT, PULL_REQUEST: "7" };
  const { status } = inShell([`set -eo pipefail\n${run}`], {
    cwd: ROOT,
    env: { ...process.env, ...given, ...at, PATH: `${join(folder, "bin")}:${process.env.PATH}` },
  });
  expect(status).toBe(3);
  expect(readFileSync(join(folder, "gh"), "utf8")).toContain("pr comment 7 --body-file");
  expect(readFileSync(join(folder, "summary"), "utf8")).toContain("roles reviewed");
});
