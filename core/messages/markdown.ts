/** A text of one line in which no sign means anything to Markdown or HTML; as code, so that GitHub notifies nobody whom it names. */
export function markdownCode(text: string): string {
  return `<code>${oneLine(text).replace(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</code>`;
}

/** A text of one line inside an HTML block, where Markdown means nothing. */
export function htmlText(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Lines inside a `<pre>` block: its spaces stay, what cannot be seen goes, and no line is a command of GitLab's or names anybody. */
export function htmlLines(text: string): string {
  const lines = text.toWellFormed().split("\n");
  const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
  return lines.map((line) => line.replace(invisible, " ").replace(/[&<>/@#!~`]/g, (sign) => `&#${sign.charCodeAt(0)};`)).join("\n");
}

function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ");
}
