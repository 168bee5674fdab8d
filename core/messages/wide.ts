const WIDTH = 72;

/**
 * What may not begin a line (JIS X 4051): closing marks and small signs, 、。，．・：；？！）」』】〕〉》ー々っゃゅょッャュョ. As numbers, because the
 * bundle of the command line is ASCII, and a bundler leaves regular expressions as they are.
 */
const NOT_FIRST =
  /^[\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01\uff09\u300d\u300f\u3011\u3015\u3009\u300b\u30fc\u3005\u3063\u3083\u3085\u3087\u30c3\u30e3\u30e5\u30e7%,.:;?!)\]}]/u;
/** What may not end a line: opening brackets, （「『【〔〈《. */
const NOT_LAST = /[\uff08\u300c\u300e\u3010\u3014\u3008\u300a([{]$/u;
/** Latin words, names and numbers stay whole. */
const PIECE = /[\x21-\x7e]+|\s|[^\x21-\x7e\s]/gu;

/** Text in lines of at most 72 columns, in which a Japanese character takes two. A longer word stays whole. */
export function wrapWide(text: string): string {
  const lines: string[] = [""];
  for (const [piece] of text.matchAll(PIECE)) {
    const line = lines.at(-1) ?? "";
    if (columns(line + piece) <= WIDTH || NOT_FIRST.test(piece) || line === "") lines[lines.length - 1] = line + piece;
    else if (NOT_LAST.test(line)) lines.splice(-1, 1, line.slice(0, -1), line.slice(-1) + piece);
    else lines.push(piece.trimStart());
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

function columns(text: string): number {
  let sum = 0;
  for (const character of text) sum += character.charCodeAt(0) < 0x2e80 ? 1 : 2;
  return sum;
}
