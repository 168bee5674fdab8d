import { seenJson } from "#core/json-text.ts";
import { folded as fold } from "#core/text.ts";
import { columns, isNarrow, type Tone, toned } from "./terminal.ts";

const LABEL = 15;
/** Where a word stands that is too long to stand beside a label. */
const INDENT = 2;
/** Where the text of a label stands in a narrow terminal. */
const BELOW = 4;

/** Prints a label and its text, folded under itself; below the label where the terminal is narrow. */
export function line(label: string, text: string, tone?: Tone): void {
  if (isNarrow()) {
    if (label !== "") print(`  ${toned(tone, label)}`);
    print(folded(text, BELOW));
  } else print(`  ${toned(tone, label.padEnd(LABEL - 2))}${folded(text, LABEL).slice(LABEL)}`);
}

/** Sentences, so far from the left. */
export function paragraph(text: string, indent = 0, tone?: Tone): void {
  print(toned(tone, folded(text, indent)));
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One value as a line of JSON. */
export function printJson(value: unknown): void {
  print(seenJson(JSON.stringify(value)));
}

/** What a file says, in one line of what can be seen: nothing of it steers the terminal. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}

/** One line on standard error: what went wrong, or what asks for attention. Names of files and what others wrote do not steer the terminal. */
export function tellError(text: string): void {
  process.stderr.write(`whittle: ${visible(text)}\n`);
}

/** Names the page on which a person decides. */
export function whereToDecide(roleName: string, link: string): string {
  return `\n${folded(`Open this page on this machine to review and decide ${roleName}:`, INDENT)}\n\n  ${link}\n`;
}

/** Words in lines of at most the terminal's columns. One that is too long to stand there begins further left, and is broken where even that is too little. */
export function folded(text: string, indent: number): string {
  return fold(visible(text), { width: columns(), indent, least: INDENT });
}

/** A command to copy: broken where a shell takes a broken line for one, if it does not fit. */
export function shellLines(command: string, indent: string): string {
  const isQuoted = command.includes("'");
  const width = columns();
  const lines: string[] = [];
  let current = indent;
  for (const word of isQuoted ? [command] : command.split(" ")) {
    if (current.length > indent.length && current.length + word.length + 3 > width) {
      lines.push(`${current} \\`);
      current = `${indent}  `;
    }
    current += /\S$/.test(current) ? ` ${word}` : word;
  }
  return [...lines, current].join("\n");
}
