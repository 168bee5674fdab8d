const LABEL = 15;
const WIDTH = 80;
/** Where a word stands that is too long to stand beside a label. */
const INDENT = 2;
const PIECES = new RegExp(`.{1,${WIDTH - INDENT}}`, "g");

/** Prints a label and its text, folded under itself. */
export function line(label: string, text: string): void {
  print(`  ${label.padEnd(LABEL - 2)}${folded(text, LABEL).slice(LABEL)}`);
}

/** Sentences, so far from the left. */
export function paragraph(text: string, indent = 0): void {
  print(folded(text, indent));
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What a file says, in one line of what can be seen: nothing of it steers the terminal. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
}

/** Names the page on which a person decides. */
export function whereToDecide(roleName: string, link: string): string {
  return `\n${folded(`Open this page on this machine to review and decide ${roleName}:`, INDENT)}\n\n  ${link}\n`;
}

/** Words in lines of at most 80 columns. One that is too long to stand there begins further left, and is broken where even that is too little. */
function folded(text: string, indent: number): string {
  const lines = [" ".repeat(indent)];
  for (const word of visible(text).split(" ")) {
    const last = lines.pop() ?? "";
    const joined = last.trim() === "" ? `${last}${word}` : `${last} ${word}`;
    if (joined.length <= WIDTH) lines.push(joined);
    else {
      const start = " ".repeat(indent + word.length > WIDTH ? INDENT : indent);
      lines.push(last, ...(word.match(PIECES) ?? []).map((piece) => `${start}${piece}`));
    }
  }
  return lines.join("\n");
}

/** A command to copy: broken where a shell takes a broken line for one, if it does not fit. */
export function shellLines(command: string, indent: string): string {
  const isQuoted = command.includes("'");
  const lines: string[] = [];
  let current = indent;
  for (const word of isQuoted ? [command] : command.split(" ")) {
    if (current.length > indent.length && current.length + word.length + 3 > WIDTH) {
      lines.push(`${current} \\`);
      current = `${indent}  `;
    }
    current += /\S$/.test(current) ? ` ${word}` : word;
  }
  return [...lines, current].join("\n");
}
