import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tableLines } from "#cli/terminal/table.ts";

interface Row {
  readonly name: string;
  readonly one: string;
  readonly two: string;
}

const NAME = { title: ["", "Name"], cell: ({ name }: Row) => name };
const OTHERS = [
  { title: ["Big", "one"], cell: ({ one }: Row) => one },
  { title: ["", "two"], cell: ({ two }: Row) => two },
];
const tableOf = (...rows: readonly Row[]) => tableLines(rows, NAME, OTHERS);

beforeEach(() => vi.stubEnv("COLUMNS", "40"));
afterEach(() => vi.unstubAllEnvs());

test("names stand on the left, numbers to their right, titles in as many lines as the longest", () => {
  expect(tableOf({ name: "Worker", one: "1", two: "1,024" }, { name: "App", one: "12", two: "-" })).toEqual([
    "        Big",
    "Name    one    two",
    "Worker    1  1,024",
    "App      12      -",
  ]);
});

test("a name that just fits stands in its row, one of a letter more on a line of its own", () => {
  // Two columns of three letters with two before each: thirty are left of forty.
  const fits = "x".repeat(30);
  expect(tableOf({ name: fits, one: "1", two: "2" }).at(-1)).toBe(`${fits}    1    2`);
  expect(tableOf({ name: `${fits}y`, one: "1", two: "2" }).slice(2)).toEqual([`${fits}y`, `${" ".repeat(30)}    1    2`]);
});

test("where not even the numbers fit, each row is said in words", () => {
  const wide = "9".repeat(20);
  expect(tableOf({ name: "Worker", one: wide, two: wide })).toEqual(["Worker", `  big one ${wide}, two\n  ${wide}`]);
});

test("numbers that leave four columns for names are a table still", () => {
  // 40 - 4 columns for names - 2 × 2 between = 32 for numbers.
  const rows = (letters: number) => tableOf({ name: "Worker", one: "9".repeat(letters), two: "9".repeat(16) });
  expect(rows(16).at(-1)).toBe(`${" ".repeat(4)}  ${"9".repeat(16)}  ${"9".repeat(16)}`);
  expect(rows(17)[0]).toBe("Worker");
});
