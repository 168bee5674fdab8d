import { folded } from "#core/text.ts";

const WIDTH = 72;
const MOST_SUBJECT = 100;
const MOST_CHARACTERS = 4000;

/**
 * One line of plain text from anything: no line breaks, no control or direction characters, and nothing that a mail or chat client
 * would turn into a link. `https://a.example` reads `https:/ /a[.]example`. A full stop between Japanese sentences stays.
 */
export function plain(text: string, most = MOST_CHARACTERS): string {
  const line = text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/:\/\//g, ":/ /")
    .replace(
      /(?<=[\p{L}\p{N}\p{M}_-])(?!(?<=\p{Script=Hiragana})\u3002[^ -~])[.\u3002\uff0e\uff61](?=[\p{L}\p{M}]{2})|(?<=\bwww)\.(?=[\p{L}\p{N}])/giu,
      "[.]",
    )
    .trim();
  return clipped(line, most);
}

/** At most so many characters; what is cut off leaves three dots. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text
    .slice(0, most - 3)
    .toWellFormed()
    .replace(/\ufffd$/, "")}...`;
}

/** An SNS subject: ASCII, one line, at most 100 characters (SNS API Reference, Publish). */
export function subjectLine(text: string): string {
  return clipped(plain(text).replace(/[^\x20-\x7e]/gu, "?"), MOST_SUBJECT);
}

/** Words in lines of at most 72 characters, a longer word in several lines. */
export function wrap(text: string, indent = 0): string {
  return folded(text, { width: WIDTH, indent });
}

/** A link or a command, letter for letter on one line; what cannot be seen is no part of it. */
export function verbatimLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
}

/** A text to paste, letter for letter: its lines stay, what cannot be seen goes. */
export function verbatimLines(text: string): string {
  return text.split("\n").map(verbatimLine).join("\n");
}

/** `2026-11-24` */
export function dayText(instant: string): string {
  return instant.slice(0, 10);
}

/** `2026-11-24 16:00 UTC` */
export function instantText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return `${parts.filter((part) => part !== undefined && part !== "").join("\n\n")}\n`;
}
