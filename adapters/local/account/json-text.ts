/** A document's JSON: the AWS CLI gives an object, the API itself URL-encoded text. */
export function jsonText(document: unknown): string {
  if (typeof document !== "string") return JSON.stringify(document);
  return document.startsWith("%7B") ? decodeURIComponent(document) : document;
}

/** Can the text be read, or was it cut off in the midst of its encoding? */
export function isWhole(text: string): boolean {
  try {
    jsonText(text);
    return true;
  } catch {
    return false;
  }
}
