import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { showProgress } from "#cli/review/progress.ts";
import { saidBy } from "../said-by.ts";

const own = Object.getOwnPropertyDescriptor(process.stderr, "isTTY");
const terminal = (isOne: boolean) => Object.defineProperty(process.stderr, "isTTY", { value: isOne, configurable: true });
let now = 0;

beforeEach(() => {
  now = 1000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
  if (own) Object.defineProperty(process.stderr, "isTTY", own);
  else Reflect.deleteProperty(process.stderr, "isTTY");
});

test("a pipe is shown no progress", () => {
  terminal(false);
  expect(showProgress()).toEqual({});
});

describe("a terminal", () => {
  const shown = async (...steps: readonly (readonly [atMs: number, done: number, records: number])[]) => {
    terminal(true);
    const { onProgress } = showProgress();
    const { err } = await saidBy(() => {
      for (const [at, done, records] of steps) {
        now = 1000 + at;
        onProgress?.({ files: 200, done, records });
      }
    });
    return err.split("\r\u001b[K").slice(1);
  };

  test("is shown how far the reading is, how fast it is and how long it will take", async () => {
    // A quarter of the files in ten seconds: the other three take thirty.
    expect(await shown([10_000, 50, 123_456])).toEqual([`${"█".repeat(6)}${"░".repeat(18)} 50/200 files, 12,346 records/s, 30 s left`]);
  });

  test("is never shown less time than is left: a begun second counts", async () => {
    // 60 of 200 files in ten seconds: the other 140 take 23.3.
    const [line = ""] = await shown([10_000, 60, 1000]);
    expect(line).toMatch(/, 24 s left$/);
  });

  test("is shown no pace in the first second", async () => {
    expect(await shown([500, 50, 1000])).toEqual([`${"█".repeat(6)}${"░".repeat(18)} 50/200 files`]);
  });

  test("is shown a line every tenth of a second, and none once all is read", async () => {
    const lines = await shown([200, 2, 1], [250, 4, 1], [301, 6, 1], [320, 200, 1]);
    expect(lines.map((line) => /(\d+)\/200/.exec(line)?.[1])).toEqual(["2", "6", undefined]);
    expect(lines.at(-1)).toBe("");
  });

  test("is shown at most 80 columns", async () => {
    const [line = ""] = await shown([100_000, 1, 9_999_999]);
    expect(line.length).toBeLessThanOrEqual(80);
  });
});
