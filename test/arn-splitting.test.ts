import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Takes an ARN apart, or puts one together, by hand. */
const BY_HAND = [/arns?\w*(?:\([^)]*\))?\.split\(":"/i, /\b(?:parent|pattern|granted)\.split\(":"\)/, /\/\^?\(?arn:\[\^/, /`arn:\$\{/];

/** Patterns of ARNs are knowledge of a service. */
const KNOWLEDGE = "core/services/";

function found(line: string, file: string): boolean {
  const patterns = file.startsWith(KNOWLEDGE) ? BY_HAND.filter((_, index) => index !== 2) : BY_HAND;
  return patterns.some((pattern) => pattern.test(line));
}

test("only core/aws takes ARNs apart and puts them together", () => {
  const files = globSync("{core,adapters,functions,cli}/**/*.ts").filter((file) => !file.startsWith("core/aws/"));
  expect(files.length).toBeGreaterThan(100);
  const lines = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) => (found(line, file) && !/^\s*(\*|\/\/|\/\*\*)/.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  expect(lines).toEqual([]);
});

test.each([
  'const [, partition] = arn.split(":");',
  'const service = roleArn.split(":")[2];',
  String.raw`/^arn:[^:]*:iam::\d{12}:role\//.test(text)`,
  "return `arn:${partition}:iam::${account}:role/*`;",
])("%s would be found", (line) => expect(found(line, "core/usage/some.ts")).toBe(true));
