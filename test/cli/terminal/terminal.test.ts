import { afterEach, expect, test, vi } from "vitest";
import { columns, isNarrow } from "#cli/terminal/terminal.ts";

const own = Object.getOwnPropertyDescriptor(process.stdout, "columns");

function terminalOf(width: number | undefined): void {
  Object.defineProperty(process.stdout, "columns", { value: width, configurable: true });
}

afterEach(() => {
  vi.unstubAllEnvs();
  if (own) Object.defineProperty(process.stdout, "columns", own);
  else Reflect.deleteProperty(process.stdout, "columns");
});

test.each([
  ["the terminal's width", 100, undefined, 100],
  ["the terminal's width, whatever COLUMNS says", 100, "70", 100],
  ["COLUMNS in a pipe", undefined, "70", 70],
  ["80 in a pipe", undefined, undefined, 80],
  ["120 in a wider terminal", 200, undefined, 120],
  ["30 in a narrower one", 12, undefined, 30],
  ["80 where the terminal tells no width", 0, undefined, 80],
  ["80 where COLUMNS is no number", undefined, "wide", 80],
  ["80 where COLUMNS is 0", undefined, "0", 80],
  ["80 where COLUMNS is less than nothing", undefined, "-5", 80],
] as const)("writes in %s", (_, width, variable, expected) => {
  terminalOf(width);
  vi.stubEnv("COLUMNS", variable);
  expect(columns()).toBe(expected);
});

test.each([
  [59, true],
  [60, false],
])("a terminal of %d columns is narrow: %s", (width, expected) => {
  terminalOf(width);
  expect(isNarrow()).toBe(expected);
});
