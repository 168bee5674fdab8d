import { plain } from "../text.ts";

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** `&`, `<` and `>` as Slack's page "Formatting message text" asks, so that no mention and no link can be made; at most so many characters. */
export function escaped(text: string, most = Number.POSITIVE_INFINITY): string {
  const characters = [...text].map((character) => ESCAPES[character] ?? character);
  const all = characters.join("");
  if (all.length <= most) return all;
  let kept = "";
  for (const character of characters) {
    if (kept.length + character.length > most - 3) break;
    kept += character;
  }
  return `${kept}...`;
}

/** Words of others for Slack's mrkdwn, as words and nothing else: signs that would format become signs that look like them. */
export function mrkdwn(text: string, most?: number): string {
  const harmless = plain(text)
    .replace(/@(?=channel|here|everyone)/gi, "@ ")
    .replace(/`/g, "'")
    .replace(/\*/g, "\u2217")
    .replace(/~/g, "\u223c")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\u02cd");
  return escaped(harmless, most);
}

/** A command or a patch as a block of code. */
export function codeBlock(text: string, most: number): string {
  return `\`\`\`${escaped(text.replace(/`/g, "'"), most)}\`\`\``;
}

/** A link with words of our own. An address that could end the markup early is shown as words. */
export function linked(address: string, words: string): string {
  return /^https?:\/\/[^\s<>|"]+$/.test(address) ? `<${escaped(address)}|${words}>` : mrkdwn(address);
}
