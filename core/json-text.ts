/** Signs that an editor, a terminal or YAML obeys or hides instead of showing them; below U+0020 JSON escapes them itself. */
const UNSEEN = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The same JSON with all its signs to be seen: the others as `\uXXXX`, beyond U+FFFF as two. IAM takes all up to U+00FF in a policy (IAM API
 * Reference, "CreatePolicy"), and YAML would read U+0085 as the end of a line.
 */
export function seenJson(json: string): string {
  return json.replace(UNSEEN, (sign) =>
    sign
      .split("")
      .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
      .join(""),
  );
}

/** The same for YAML and HCL, which write one beyond U+FFFF as `\UXXXXXXXX` (YAML 1.2, "Escaped Characters"; HCL specification, "Template Expressions"). */
export function seenText(json: string): string {
  return seenJson(
    json.replace(/[\u{10000}-\u{10ffff}]/gu, (sign) => (UNSEEN_ONE.test(sign) ? `\\U${hex(sign.codePointAt(0) ?? 0, 8)}` : sign)),
  );
}

const UNSEEN_ONE = new RegExp(UNSEEN.source, "u");

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** A text's JSON value; undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
