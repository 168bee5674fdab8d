const WIDTH = 72;
const MOST_SUBJECT = 100;

/** One line of plain text from anything: no line breaks, no control or direction characters, no link that a client would make. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/:\/\//g, ":/ /")
    .trim();
}

/** An SNS subject: ASCII, one line, at most 100 characters (SNS API Reference, Publish). */
export function subjectLine(text: string): string {
  const ascii = plain(text).replace(/[^\x20-\x7e]/g, "?");
  return ascii.length <= MOST_SUBJECT ? ascii : `${ascii.slice(0, MOST_SUBJECT - 3)}...`;
}

/** Words in lines of at most 72 characters; a longer word has a line of its own. */
export function wrap(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.length > indent.length && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, line].join("\n");
}

/** Names in a line, the rest as a number. */
export function someOf(names: readonly string[], most: number): string {
  return names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/** `2026-11-24 16:00 UTC` */
export function instantText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

/** `12,345` */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}

export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return `${parts.filter((part) => part !== undefined && part !== "").join("\n\n")}\n`;
}
