/** Signs that an editor, a terminal or YAML obeys or hides instead of showing them; below U+0020 JSON escapes them itself. */
const UNSEEN = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The same JSON with all its signs to be seen: the others as `\uXXXX`. IAM takes all up to U+00FF in a policy (IAM API Reference,
 * "CreatePolicy"), and YAML would read U+0085 as the end of a line.
 */
export function seenJson(json: string): string {
  return json.replace(UNSEEN, (sign) => (sign.length > 1 ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`));
}
