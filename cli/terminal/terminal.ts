import { styleText } from "node:util";

const DEFAULT_COLUMNS = 80;
const FEWEST_COLUMNS = 30;
/** Fewer columns leave too little beside a label. */
const NARROW = 60;
/** Longer lines are hard to read. */
const MOST_COLUMNS = 120;

/** Columns to write in: the terminal's width or the COLUMNS environment variable, 80 in a pipe; from 30 to 120. */
export function columns(): number {
  const wide = process.stdout.columns ?? Number(process.env.COLUMNS ?? DEFAULT_COLUMNS);
  return Number.isNaN(wide) || wide <= 0 ? DEFAULT_COLUMNS : Math.min(Math.max(wide, FEWEST_COLUMNS), MOST_COLUMNS);
}

/** Does a text stand below its label rather than beside it? */
export function isNarrow(): boolean {
  return columns() < NARROW;
}

/** What a piece of text is, by which it is coloured. */
export type Tone = "title" | "good" | "bad" | "doubt" | "aside";

const STYLES = { title: "bold", good: "green", bad: "red", doubt: "yellow", aside: "dim" } as const;

/** The text in colour where standard output is a terminal that shows colours, and neither NO_COLOR nor TERM=dumb forbids it. */
export function toned(tone: Tone | undefined, text: string): string {
  return tone === undefined ? text : styleText(STYLES[tone], text, { stream: process.stdout });
}
