/** Names in a line, the rest as a number. */
export function someOf(names: readonly string[], most: number): string {
  return names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${thousands(names.length - most)} more`;
}

/** `12,345` */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}

/** Where words are folded: the columns there are, and how far from the left. */
export interface Fold {
  readonly width: number;
  readonly indent: number;
  /** How far from the left a word begins that would not fit otherwise. */
  readonly least?: number;
}

/** Words in lines that fit. A word that is too long even for a line of its own is broken. */
export function folded(text: string, { width, indent, least = indent }: Fold): string {
  const lines = [" ".repeat(indent)];
  for (const word of text.split(" ")) {
    const last = lines.pop() ?? "";
    const isEmpty = last.length === indent && last.trim() === "";
    const joined = isEmpty ? `${last}${word}` : `${last} ${word}`;
    if (joined.length <= width) lines.push(joined);
    else {
      const start = " ".repeat(indent + word.length > width ? least : indent);
      if (!isEmpty || least < indent) lines.push(last);
      lines.push(...inPieces(word, width - least).map((piece) => `${start}${piece}`));
    }
  }
  return lines.join("\n");
}

function inPieces(word: string, most: number): string[] {
  if (word.length <= most) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece.length + character.length > most) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
}
