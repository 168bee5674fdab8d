import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const MODULE = join(import.meta.dirname, "../../../adapters/local/small-heap.ts");

const START = join(import.meta.dirname, "../../../cli/whittle.js");

test.each([MODULE, START])("every option that %s sets is one of this Node's", (file) => {
  const set = [...readFileSync(file, "utf8").matchAll(/FromString\("--(?:no-)?([a-z-]+)(?:=\d+)?"\)/g)].map(([, option]) => `--${option}`);
  const known = execFileSync(process.execPath, ["--v8-options"], { encoding: "utf8" });
  expect(set.length).toBeGreaterThan(0);
  expect(set.filter((option) => !known.includes(` ${option} `))).toEqual([]);
});

test("garbage takes less than half of the room after it, and what is alive stays", () => {
  // What a process took at most is no measure: Linux has it begin with what the process took that started it.
  const grow = `
    const alive = Array.from({ length: 200_000 }, (_, at) => ({ at, name: "n" + at }));
    let room = 0;
    for (let round = 0; round < 15; round++) {
      globalThis.last = Array.from({ length: 200_000 }, (_, at) => [at, round]);
      room = Math.max(room, process.memoryUsage().heapTotal);
    }
    console.log(room, alive.every(({ at, name }) => name === "n" + at));`;
  const run = (begin: string) => execFileSync(process.execPath, ["--input-type=module", "--eval", begin + grow], { encoding: "utf8" });
  const [small = "", isWhole] = run(`import { keepHeapSmall } from ${JSON.stringify(MODULE)}; keepHeapSmall();`)
    .trim()
    .split(" ");
  const [large = ""] = run("").trim().split(" ");
  expect(isWhole).toBe("true");
  expect(Number(small)).toBeGreaterThan(0);
  expect(Number(small)).toBeLessThan(Number(large) / 2);
});
