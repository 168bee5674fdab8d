import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { adminProposal, foundingProposal } from "./core/messages/proposals.ts";

/** Members and variables that hold sentences. */
const PROSE = "(?:detail|because|problem|fault|reason|message|subject|body|lead|describeStep\\([^)]*\\))";
const READ = "(?:startsWith|endsWith|includes|match|matchAll|split|slice|indexOf|search|replace|replaceAll)";
const parsing = new RegExp(
  `\\b${PROSE}(?:\\?|!)?\\.${READ}\\(|\\.(?:exec|test)\\((?:\\w+\\.)*${PROSE}\\)|\\b${PROSE} (?:===|!==) ["\`]\\w+ `,
);

/** What others write has to be read as it is: Node says wrong options, and the AWS SDK a missing region, in words alone. */
const OF_OTHERS = new Set(["cli/usage-error.ts", "adapters/bucket/errors.ts"]);

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

/** Members of a proposal whose text others wrote, or that an approver reads as they are. */
const TEXTS = ["because.known", "because.source", "error"];

/** Paths of texts of four words and more. */
function sentences(value: unknown, path: string): readonly string[] {
  if (typeof value === "string") return /[a-z]+(?: [a-z]+){3}/i.test(value) ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((each) => sentences(each, path));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => sentences(member, path === "" ? name : `${path}.${name}`));
}

test("a proposal holds no sentence but what others wrote", async () => {
  for (const proposal of [await foundingProposal(), await adminProposal()]) {
    const found = new Set(sentences(proposal, ""));
    expect([...found].filter((path) => !TEXTS.some((text) => path.endsWith(text)))).toEqual([]);
  }
});

test.each([
  'because.replace(/^it is/, "")',
  'entry.detail.startsWith("by ")',
  'steps.filter((step) => describeStep(step, "A").includes("Attach"))',
  "const link = body.split(newline)",
  "/denied/.exec(failure.message)",
  'if (reason === "Approved by kim") return',
])("%s would be found", (line) => expect(parsing.test(line)).toBe(true));
