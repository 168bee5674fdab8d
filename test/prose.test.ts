import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Members and variables that hold sentences. */
const PROSE = "(?:detail|because|reason|message|subject|body|lead|describeStep\\([^)]*\\))";
const READ = "(?:startsWith|endsWith|includes|match|matchAll|split|slice|indexOf|search)";
const parsing = new RegExp(
  `\\b${PROSE}(?:\\?|!)?\\.${READ}\\(|\\.(?:exec|test)\\((?:\\w+\\.)*${PROSE}\\)|\\b${PROSE} (?:===|!==) ["\`]\\w+ `,
);

/** What others write has to be read as it is: Node's own words for wrong options of the command line. */
const OF_OTHERS = new Set(["cli/usage-error.ts"]);

test("no code reads a sentence: data carries ids, words are made last", () => {
  const files = globSync("{core,adapters,functions,cli}/**/*.ts").filter((file) => !OF_OTHERS.has(file));
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) => (parsing.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});

test.each([
  'entry.detail.startsWith("by ")',
  'steps.filter((step) => describeStep(step, "A").includes("Attach"))',
  "const link = body.split(newline)",
  "/denied/.exec(failure.message)",
  'if (reason === "Approved by kim") return',
])("%s would be found", (line) => expect(parsing.test(line)).toBe(true));
