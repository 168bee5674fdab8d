/** Base64url without padding, of text in which every character stands for one byte. */
export function toBase64Url(text: string): string {
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** JSON in which every character that is not ASCII stands as its UTF-16 code. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Empty where it is no base64url. */
export function fromBase64Url(text: string): string {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return "";
  return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
}
