import { clipped, plain } from "../text.ts";

/**
 * Words of others for Slack's mrkdwn, as words and nothing else: `&`, `<` and `>` are escaped, as Slack's page "Formatting message
 * text" asks, so no mention and no link can be made; signs that would format become signs that look like them.
 */
export function mrkdwn(text: string, most?: number): string {
  return escaped(plain(text, most))
    .replace(/@(?=(channel|here|everyone)\b)/gi, "@ ")
    .replace(/`/g, "'")
    .replace(/\*/g, "\u2217")
    .replace(/~/g, "\u223c")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\u02cd");
}

export function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** A command or a patch as a block of code; Slack's escapes are shown as what they stand for. */
export function codeBlock(text: string, most: number): string {
  return `\`\`\`${escaped(clipped(text.replace(/`/g, "'"), most))}\`\`\``;
}

/** A link with words of our own. An address that could end the markup early is shown as words. */
export function linked(address: string, words: string): string {
  return /^https?:\/\/[^\s<>|"]+$/.test(address) ? `<${escaped(address)}|${words}>` : mrkdwn(address);
}
