import { folded } from "./lines.ts";
import { columns, type Tone, toned } from "./terminal.ts";

const GAP = "  ";
/** Columns of a name at least. */
const FEWEST_LEFT = 4;

export interface Column<R> {
  /** At most two lines. */
  readonly title: readonly string[];
  readonly cell: (row: R) => string;
  readonly tone?: (row: R) => Tone | undefined;
}

/**
 * Rows as lines of a table that fits the terminal: a name on the left, numbers to its right. A name that is too long for its place
 * stands on a line of its own. Where even the numbers do not fit, each row is said in words.
 */
export function tableLines<R>(rows: readonly R[], name: Column<R>, others: readonly Column<R>[]): readonly string[] {
  const widths = others.map((column) =>
    Math.max(...column.title.map(({ length }) => length), ...rows.map((row) => column.cell(row).length)),
  );
  const right = widths.reduce((sum, width) => sum + width + GAP.length, 0);
  if (right + FEWEST_LEFT > columns()) return rows.flatMap((row) => rowInWords(row, name, others));
  const longest = Math.max(...name.title.map(({ length }) => length), ...rows.map((row) => name.cell(row).length));
  const left = Math.max(FEWEST_LEFT, Math.min(longest, columns() - right));
  const depth = Math.max(...[name, ...others].map(({ title }) => title.length));
  const titled = ({ title }: Column<R>, line: number) => title[line - (depth - title.length)] ?? "";
  const heads = Array.from({ length: depth }, (_, line) =>
    toned(
      "aside",
      `${titled(name, line).padEnd(left)}${others.map((column, at) => GAP + titled(column, line).padStart(widths[at] ?? 0)).join("")}`.trimEnd(),
    ),
  );
  return [...heads, ...rows.flatMap((row) => rowLines(row, { name, others, widths, left }))];
}

/** The name, and below it each number behind what it is. */
function rowInWords<R>(row: R, name: Column<R>, others: readonly Column<R>[]): readonly string[] {
  const words = others.map((column) => `${column.title.join(" ").trim().toLowerCase()} ${column.cell(row)}`);
  return [toned("title", name.cell(row)), folded(words.join(", "), 2)];
}

interface Shape<R> {
  readonly name: Column<R>;
  readonly others: readonly Column<R>[];
  readonly widths: readonly number[];
  readonly left: number;
}

function rowLines<R>(row: R, { name, others, widths, left }: Shape<R>): readonly string[] {
  const cells = others.map((column, at) => GAP + toned(column.tone?.(row), column.cell(row).padStart(widths[at] ?? 0))).join("");
  const text = name.cell(row);
  if (text.length <= left) return [`${toned("title", text.padEnd(left))}${cells}`];
  return [toned("title", text), `${" ".repeat(left)}${cells}`];
}
