/** A text of one line in which no sign means anything to Markdown or HTML; as code, so that GitHub notifies nobody whom it names. */
export function markdownCode(text: string): string {
  return `<code>${oneLine(text).replace(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</code>`;
}

/** A text of one line inside an HTML block, where Markdown means nothing. */
export function htmlText(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ");
}
